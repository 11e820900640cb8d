import { existsSync, readFileSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import {
  defaultClientConditions,
  defaultServerConditions,
  type Plugin,
  type UserConfig,
} from 'vite'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import type { BrowserCommand, BrowserCommandContext } from 'vitest/node'

const root = dirname(fileURLToPath(import.meta.url))
/** Lets everything here read the sources of the packages: nothing has to be built to be run. */
const source = '@millrace/source'

const base: UserConfig = {
  resolve: { conditions: [source, ...defaultClientConditions] },
  // Without `module`: builds for bundlers have imports that Node cannot follow.
  ssr: {
    resolve: {
      conditions: [source, ...defaultServerConditions.filter((name) => name !== 'module')],
    },
  },
  plugins: [react({ compiler: true })],
}

/** One configuration for the demo, the packages, the stories and the tests. */
export default defineConfig(async ({ mode }): Promise<ViteUserConfig> => {
  if (process.env['VITEST'] !== undefined) return await tests()
  if (mode === 'library') return library(process.cwd())
  if (mode === 'embed' || mode === 'embed-script') return embed(process.cwd(), mode)
  if (process.env['STORYBOOK'] !== undefined) return base
  return await demo()
})

async function demo(): Promise<UserConfig> {
  const { apiPlugin } = await import('./apps/demo/apiPlugin.ts')
  const port = process.env['PORT']
  const cacheDir = process.env['DEMO_CACHE']
  const address = {
    host: '127.0.0.1',
    ...(port === undefined ? {} : { port: Number(port), strictPort: true }),
  }
  return {
    ...base,
    root: join(root, 'apps/demo'),
    ...(cacheDir === undefined ? {} : { cacheDir }),
    plugins: [...(base.plugins ?? []), apiPlugin()],
    server: address,
    preview: address,
    build: {
      rolldownOptions: {
        input: ['index.html', 'usage.html'].map((page) => join(root, 'apps/demo', page)),
      },
    },
  }
}

interface Manifest {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** The JavaScript of a package, module by module beside the declarations that tsc has written. */
function library(folder: string): UserConfig {
  const { exports, bin, dependencies, peerDependencies } = manifestOf(folder)
  const sources = Object.values(exports).map((conditions) => conditions[source] ?? '')
  const entries = sources.filter((path) => /\.tsx?$/.test(path))
  const commands = Object.values(bin ?? {}).map((path) =>
    path.replace('./dist/', './src/').replace(/\.js$/, '.ts'),
  )
  const external = Object.keys({ ...dependencies, ...peerDependencies })
  return {
    ...base,
    root: folder,
    plugins: [
      ...(base.plugins ?? []),
      copyStyles(
        folder,
        sources.filter((path) => path.endsWith('.css')),
      ),
    ],
    build: {
      target: 'es2023',
      minify: false,
      sourcemap: true,
      // tsc -b wrote the declarations there.
      emptyOutDir: false,
      lib: {
        entry: [...entries, ...commands].map((path) => resolve(folder, path)),
        formats: ['es'],
      },
      rolldownOptions: {
        external: (id: string) =>
          id.startsWith('node:') ||
          external.some((name) => id === name || id.startsWith(`${name}/`)),
        output: {
          preserveModules: true,
          preserveModulesRoot: resolve(folder, 'src'),
          entryFileNames: '[name].js',
        },
      },
    },
  }
}

/** Stylesheets are files of their own: no JavaScript imports them. */
function copyStyles(folder: string, paths: readonly string[]): Plugin {
  return {
    name: 'millrace-copy-styles',
    async closeBundle() {
      for (const path of paths) {
        await cp(resolve(folder, path), resolve(folder, 'dist', path.split('/').at(-1) ?? ''))
      }
    },
  }
}

/** What an earlier build has left there would be published with this one: its names change with what is in it. */
function emptyFolder(path: string): Plugin {
  return {
    name: 'millrace-empty-folder',
    buildStart: () => rm(path, { recursive: true, force: true }),
  }
}

/** The element with everything in it, an ES module and what it loads late; and a script for a plain tag, which loads that. */
function embed(folder: string, mode: 'embed' | 'embed-script'): UserConfig {
  const script = mode === 'embed-script'
  return {
    ...base,
    root: folder,
    plugins: [
      ...(base.plugins ?? []),
      ...(script ? [] : [emptyFolder(join(folder, 'dist/chunks'))]),
    ],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      target: 'es2023',
      // As it is in the stylesheet's own file: browsers that know the rest of it know `light-dark()`.
      cssTarget: 'esnext',
      minify: true,
      sourcemap: true,
      // The code of others is within, and their licences ask to be.
      license: script ? false : { fileName: 'licenses.md' },
      emptyOutDir: false,
      lib: script
        ? {
            entry: resolve(folder, 'src/script/script.ts'),
            formats: ['iife'],
            name: 'MillraceChat',
            fileName: () => 'millrace-chat.js',
          }
        : { entry: resolve(folder, 'src/index.ts'), formats: ['es'], fileName: () => 'index.js' },
      rolldownOptions: {
        output: { minify: true, ...(script ? {} : { chunkFileNames: 'chunks/[name]-[hash].js' }) },
      },
    },
  }
}

/** What the system of the reader is said to prefer, and whether the page is on paper. */
type Emulation = NonNullable<Parameters<BrowserCommandContext['page']['emulateMedia']>[0]>

declare module 'vitest/browser' {
  interface BrowserCommands {
    emulate: (media: Emulation) => Promise<void>
  }
}

const emulate: BrowserCommand<[Emulation]> = ({ page }, media) => page.emulateMedia(media)

/** What tests may be told: handed on to the browser too. */
const told = ['MILLRACE_DEEP', 'MILLRACE_RECORDINGS', 'MILLRACE_VECTORS']

async function tests(): Promise<ViteUserConfig> {
  const { playwright } = await import('@vitest/browser-playwright')
  const { chromiumArgs, findChromium } = await import('./scripts/chromium.ts')
  const { fileCommands } = await import('./scripts/fileCommands.ts')
  const executablePath = findChromium()
  const env = Object.fromEntries(
    told.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  ) as Record<string, string>
  // One for each project: vitest writes the project's name into its instances.
  const browser = () => ({
    enabled: true,
    headless: true,
    screenshotFailures: false,
    expect: {
      toMatchScreenshot: {
        comparatorName: 'pixelmatch' as const,
        comparatorOptions: { threshold: 0, allowedMismatchedPixels: 0 },
      },
    },
    provider: playwright({
      launchOptions: {
        args: chromiumArgs,
        ...(executablePath === undefined ? {} : { executablePath }),
      },
      contextOptions: {
        reducedMotion: 'reduce',
        deviceScaleFactor: 1,
        locale: 'en-GB',
        timezoneId: 'UTC',
        colorScheme: 'light',
      },
    }),
    commands: { emulate, ...fileCommands },
    instances: [{ browser: 'chromium' as const, viewport: { width: 800, height: 600 } }],
  })
  return {
    ...base,
    root,
    // Found before the first test: a dependency that is found late reloads the page under the tests.
    optimizeDeps: {
      entries: [
        'packages/{core,react,embed}/src/**/*.browser.test.{ts,tsx}',
        'packages/{embed,react}/src/**/*.stories.tsx',
        'apps/{examples,playground}/**/*.stories.tsx',
        // Not main.ts, which runs in Node.
        '.storybook/{preview.tsx,vitest.setup.ts}',
      ],
      include: lateDependencies,
    },
    test: {
      env,
      // A page of tests waits for frames and answers half of its time: two share a machine of two cores.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      // A guard against hanging, no measure of speed: others may use the same cores.
      expect: { poll: { timeout: 15_000 } },
      reporters: ['default', './scripts/closingLine.ts'],
      projects: [
        {
          extends: true,
          test: {
            name: 'node',
            include: [
              'packages/*/src/**/*.test.{ts,tsx}',
              'apps/{examples,playground}/**/*.test.ts',
              'scripts/**/*.test.ts',
              'apps/bench/{lib,summary}/*.test.mjs',
              '.storybook/**/*.test.ts',
            ],
            exclude: ['**/*.{browser,demo,deep}.test.*', '**/node_modules/**', '**/dist/**'],
            globalSetup: ['./scripts/redisSetup.ts'],
            // A process for each file would be half of the time.
            isolate: false,
            testTimeout: 60_000,
          },
        },
        {
          extends: true,
          test: {
            name: 'browser',
            include: ['packages/*/src/**/*.browser.test.{ts,tsx}'],
            globalSetup: ['./scripts/chatServerSetup.ts'],
            setupFiles: ['./scripts/browserSetup.ts'],
            // After the others, and before the stories: browsers of both at once get in each other's way.
            sequence: { groupOrder: 1 },
            testTimeout: 60_000,
            retry: lostFrames,
            browser: browser(),
          },
        },
        ...(await stories(browser())),
        {
          extends: true,
          test: {
            name: 'demo',
            include: [
              'apps/demo/**/*.test.ts',
              'apps/{examples,playground}/**/*.{demo,deep}.test.ts',
            ],
            // What takes minutes, by the clock of a provider or of a build.
            exclude: [
              '**/node_modules/**',
              ...(env['MILLRACE_DEEP'] === undefined ? ['**/*.deep.test.ts'] : []),
            ],
            testTimeout: 60_000,
            hookTimeout: 60_000,
          },
        },
      ],
    },
  } as ViteUserConfig
}

/**
 * Keys and clicks go to the frame of the name that Vitest gives to all of them, and on a busy machine the one of the file
 * before may still be there, or a key that went to it never comes back. Nothing of a test has failed then; anything else is
 * never tried again.
 */
const lostFrames = {
  count: 3,
  delay: 2000,
  condition: /Frame was detached|^Test timed out in 60000ms/,
}

/** What compilers and plugins import, and no source file names. */
const lateDependencies = [
  'react',
  'react-dom',
  'react-dom/client',
  'react-dom/server',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react/compiler-runtime',
  '@testing-library/react',
  '@testing-library/dom',
  '@ai-sdk/react',
  'ai',
  '@millrace/react > remark-gfm',
  '@millrace/react > mdast-util-from-markdown',
  '@millrace/react > mdast-util-gfm-autolink-literal',
  '@millrace/react > mdast-util-gfm-footnote',
  '@millrace/react > mdast-util-gfm-strikethrough',
  '@millrace/react > mdast-util-gfm-table',
  '@millrace/react > mdast-util-gfm-task-list-item',
  '@millrace/react > micromark-extension-cjk-friendly',
  '@millrace/react > micromark-extension-gfm-autolink-literal',
  '@millrace/react > micromark-extension-gfm-footnote',
  '@millrace/react > micromark-extension-gfm-strikethrough',
  '@millrace/react > micromark-extension-gfm-table',
  '@millrace/react > micromark-extension-gfm-task-list-item',
  '@millrace/react > remark-rehype',
  '@millrace/react > remark-cjk-friendly',
  '@millrace/react > unified',
  '@millrace/react > virtua/unstable_core',
  '@millrace/react > hast-util-to-jsx-runtime',
  '@millrace/react > html-url-attributes',
  '@millrace/react > micromark-util-decode-string',
  '@millrace/react > react-markdown',
  '@millrace/react > remark-math',
  '@millrace/react > rehype-katex',
  '@millrace/react > shiki/langs',
  '@millrace/react > shiki/core',
  '@millrace/react > shiki/engine/javascript',
  '@millrace/react > shiki/textmate',
  '@millrace/react > micromark-util-normalize-identifier',
  '@millrace/react > zustand',
  '@millrace/react > zustand/shallow',
  '@millrace/core > zustand/vanilla',
  '@millrace/core > idb-keyval',
  '@millrace/protocol > eventsource-parser',
  '@millrace/protocol > gpt-tokenizer/encoding/o200k_base',
]

async function stories(browser: object): Promise<readonly object[]> {
  if (!existsSync(join(root, '.storybook/main.ts'))) return []
  const { storybookTest } = await import('@storybook/addon-vitest/vitest-plugin')
  return [
    {
      extends: true,
      plugins: await storybookTest({ configDir: join(root, '.storybook') }),
      test: {
        name: 'stories',
        setupFiles: ['.storybook/vitest.setup.ts'],
        testTimeout: 60_000,
        sequence: { groupOrder: 2 },
        retry: lostFrames,
        browser,
      },
    },
  ]
}
