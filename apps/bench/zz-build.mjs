// Production build of each contender: dist/<name>/ (bench page) and dist-size/<name>/ (size only).
import { build } from 'vite'
import react from '@vitejs/plugin-react'
import { readdirSync, cpSync, rmSync, mkdirSync, writeFileSync, readFileSync } from 'node:fs'
import { resolve, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { args } from './lib/stats.mjs'
const here = dirname(fileURLToPath(import.meta.url))
export const names = () =>
  readdirSync(resolve(here, 'contenders'))
    .filter((f) => !f.startsWith('_'))
    .map((f) => f.replace(/\.jsx?$/, ''))
const file = (n) =>
  resolve(
    here,
    'contenders',
    readdirSync(resolve(here, 'contenders')).find((f) => f.replace(/\.jsx?$/, '') === n),
  )
export async function buildOne(name, kind) {
  const tmp = resolve(here, `.build/${kind}/${name}`)
  rmSync(tmp, { recursive: true, force: true })
  mkdirSync(tmp, { recursive: true })
  writeFileSync(resolve(tmp, 'index.html'), readFileSync(resolve(here, 'page/index.html'), 'utf8'))
  cpSync(resolve(here, kind === 'size' ? 'page/size.js' : 'page/main.js'), resolve(tmp, 'main.js'))
  await build({
    root: tmp,
    base: './',
    logLevel: 'error',
    configFile: false,
    plugins: [react()],
    resolve: { alias: { '#contender': file(name) }, dedupe: ['react', 'react-dom'] },
    build: {
      target: 'esnext',
      outDir: resolve(here, '../../../../tmp/pdist', name),
      emptyOutDir: true, minify: false,
      chunkSizeWarningLimit: 1e6,
    },
  })
}
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = args.only ? String(args.only).split(',') : names()
  for (const n of only)
    for (const k of args.size ? ['size'] : args.bench ? ['bench'] : ['bench', 'size']) {
      try {
        const t = Date.now()
        await buildOne(n, k)
        console.log('built', n, k, Date.now() - t, 'ms')
      } catch (e) {
        console.log('FAILED', n, k, String(e.message).slice(0, 600))
        process.exitCode = 1
      }
    }
}
