import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { folderWith } from './fixtures/folderWith.ts'
import { madeUpKey } from './fixtures/madeUpKey.ts'
import { leakCheck, type LeakCheckOptions } from './leakCheck.ts'

/** Not one that looks like one: only its value gives it away. */
const canary = madeUpKey('canary', 32, 'hex')
const openai = madeUpKey('sk-proj-', 156)

interface Page {
  readonly files: Readonly<Record<string, string>>
  readonly config?: InlineConfig
  readonly options?: LeakCheckOptions
}

function configOf({ files, config = {}, options }: Page): InlineConfig & { root: string } {
  const root = folderWith({
    'index.html': '<script type="module" src="/main.js"></script>',
    'main.js': 'document.title = "Hello"',
    ...files,
  })
  const plugins = [leakCheck(options), ...(config.plugins ?? [])]
  return { root, configFile: false, logLevel: 'silent', ...config, plugins }
}

/** What building a page ends with: nothing, or the words of the error. */
async function outcomeOf(page: Page): Promise<string> {
  try {
    await build(configOf(page))
    return ''
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${error.stack}` : String(error)
  }
}

/** The words without a piece of the key, which no error may have. */
function withoutKey(words: string, key: string): string {
  for (let at = 0; at + 12 <= key.length; at++) {
    if (key.startsWith('sk-proj-') && at < 8) continue
    expect(words).not.toContain(key.slice(at, at + 12))
  }
  return words
}

afterEach(() => void vi.unstubAllEnvs())

const value = /the value of AZURE_OPENAI_API_KEY/
const environment = `AZURE_OPENAI_API_KEY=${canary}\n`
const unused = `if (false) { ask(${JSON.stringify(canary)}) }\ndocument.title = "Hello"\n`

const leaking: readonly (readonly [string, Page, RegExp, RegExp])[] = [
  [
    'a variable for pages',
    {
      files: {
        '.env': `VITE_AZURE_OPENAI_API_KEY=${canary}`,
        'main.js': 'document.title = import.meta.env.VITE_AZURE_OPENAI_API_KEY',
      },
    },
    /dist\/assets\/index-[\w-]+\.js:1:\d+/,
    /the value of VITE_AZURE_OPENAI_API_KEY$/m,
  ],
  [
    'a variable for pages that takes over another',
    {
      files: {
        '.env.local': `${environment}VITE_KEY=$AZURE_OPENAI_API_KEY`,
        'main.js': 'document.title = import.meta.env.VITE_KEY',
      },
    },
    /dist\/assets\/index-[\w-]+\.js:1:\d+/,
    value,
  ],
  [
    '`define`',
    {
      files: { '.env': environment, 'main.js': 'document.title = __KEY__' },
      config: { define: { __KEY__: JSON.stringify(canary) } },
    },
    /dist\/assets\/index-[\w-]+\.js:1:\d+/,
    value,
  ],
  [
    'the page itself',
    {
      files: {
        '.env.production': `${environment}VITE_TOKEN=${canary}`,
        'index.html': '<p>Hello</p>\n<p data-key="%VITE_TOKEN%">',
      },
    },
    /dist\/index\.html:2:14 /,
    value,
  ],
  [
    'an asset',
    {
      files: {
        '.env': environment,
        'notes.txt': `first line\nkey: ${canary}`,
        'main.js': 'import url from "./notes.txt?url"\ndocument.title = url',
      },
      config: { build: { assetsInlineLimit: 0 } },
    },
    /dist\/assets\/notes-[\w-]+\.txt:2:6 /,
    value,
  ],
  [
    'an asset inside of the code',
    {
      files: {
        '.env': environment,
        'notes.txt': `key: ${canary}`,
        'main.js': 'import url from "./notes.txt?inline"\ndocument.title = url',
      },
    },
    /dist\/assets\/index-[\w-]+\.js:1:\d+/,
    /the value of AZURE_OPENAI_API_KEY, in base64/,
  ],
  [
    'a public file',
    { files: { '.env': environment, 'public/a/config.json': `{\n"key":"${canary}"\n}` } },
    /dist\/a\/config\.json:2:8 /,
    value,
  ],
  [
    'a source map of code that is not in the page',
    { files: { '.env': environment, 'main.js': unused }, config: { build: { sourcemap: true } } },
    /dist\/assets\/index-[\w-]+\.js\.map:1:\d+/,
    value,
  ],
  [
    'a source map inside of the code',
    {
      files: { '.env': environment, 'main.js': unused },
      config: { build: { sourcemap: 'inline' } },
    },
    /dist\/assets\/index-[\w-]+\.js:\d+:\d+/,
    /the value of AZURE_OPENAI_API_KEY, in base64/,
  ],
  [
    'a stylesheet',
    {
      files: {
        '.env': environment,
        'main.js': 'import "./a.css"',
        'a.css': `a{background:url(https://a.example/?k=${canary})}`,
      },
    },
    /dist\/assets\/index-[\w-]+\.css:1:\d+/,
    value,
  ],
]

describe.each(leaking)('a key that gets out through %s', (_, page, file, what) => {
  test('fails the build, which names where and what, and not the key (T-67)', async () => {
    const error = await outcomeOf(page)
    expect(error).toMatch(/^.*A key is in what was built:$/m)
    expect(error).toMatch(file)
    expect(error).toMatch(what)
    expect(error).toContain('millrace-leak-check')
    withoutKey(error, canary)
  })
})

test('fails for a key that no variable has, by how it looks (T-67)', async () => {
  const error = await outcomeOf({ files: { 'main.js': `document.title = "${openai}"` } })
  expect(error).toMatch(/index-[\w-]+\.js:1:\d+ {2}an OpenAI key \(sk-proj-…\)$/m)
  withoutKey(error, openai)
})

test('fails for values of the environment, and of variables that were named (T-67)', async () => {
  vi.stubEnv('BILLING_TOKEN', canary)
  const files = { 'main.js': `document.title = "${canary}"` }
  expect(await outcomeOf({ files })).toBe('')
  expect(await outcomeOf({ files, options: { variables: ['BILLING_TOKEN'] } })).toContain(
    'the value of BILLING_TOKEN',
  )
})

test('passes a build without a key', async () => {
  vi.stubEnv('OPENAI_API_KEY', openai)
  const files = {
    '.env': `${environment}VITE_TITLE=Hello`,
    'main.js': `import './a.css'
      document.title = import.meta.env.VITE_TITLE + ' sk-... ' + location.search
      document.body.className = 'sk-loading-spinner-container-large task-${madeUpKey('', 40)}'`,
    'a.css': '.sk-loading-spinner-container-large{color:red}',
    'public/robots.txt': 'User-agent: *',
  }
  expect(await outcomeOf({ files, config: { build: { sourcemap: true } } })).toBe('')
})

test('lets through what is allowed', async () => {
  const files = { 'main.js': `document.title = "${openai}"` }
  expect(await outcomeOf({ files, options: { allow: [openai] } })).toBe('')
  expect(await outcomeOf({ files, options: { allow: [/^sk-proj-/] } })).toBe('')
})

describe("a server's build", () => {
  const config: InlineConfig = { build: { ssr: 'server.js' } }

  test('may read the environment', async () => {
    const files = {
      '.env': environment,
      'server.js': 'export const key = () => process.env.AZURE_OPENAI_API_KEY',
    }
    expect(await outcomeOf({ files, config })).toBe('')
  })

  test('must not have the key in it (T-67)', async () => {
    const files = { '.env': environment, 'server.js': `export const key = () => "${canary}"` }
    const error = await outcomeOf({ files, config })
    expect(error).toMatch(/dist\/server\.m?js:\d+:\d+ {2}the value of AZURE_OPENAI_API_KEY/)
    withoutKey(error, canary)
  })
})

test('looks at what other plugins write at the very end (T-67)', async () => {
  let root = ''
  const late: Plugin = {
    name: 'late',
    configResolved: (config) => void (root = config.root),
    closeBundle: async () => await writeFile(join(root, 'dist/sw.js'), `"${canary}"`),
  }
  const error = await outcomeOf({ files: { '.env': environment }, config: { plugins: [late] } })
  expect(error).toContain('dist/sw.js:1:2  the value of AZURE_OPENAI_API_KEY')
})

test('looks into the folder of each output', async () => {
  const output = [
    { dir: 'dist/new', format: 'es' },
    { dir: 'dist/old', format: 'iife' },
  ] as const
  const error = await outcomeOf({
    files: { '.env': environment, 'main.js': `document.title = "${canary}"` },
    config: { build: { rolldownOptions: { output: [...output] } } },
  })
  expect(error).toContain('2 keys are in what was built')
  expect(error).toMatch(/dist\/new\/.*\n.*dist\/old\//)
})

test('leaves the error of a build that fails otherwise as it is', async () => {
  const error = await outcomeOf({ files: { 'main.js': 'import "./gone.js"' } })
  expect(error).toContain('gone.js')
  expect(error).not.toContain('millrace-leak-check')
})

test('fails while Vite watches, and passes again once the key is gone (T-67)', async () => {
  const config = configOf({
    files: { '.env': environment, 'main.js': `document.title = "${canary}"` },
    config: { build: { watch: {} } },
  })
  const watcher = (await build(config)) as Rolldown.RolldownWatcher
  try {
    const events = endings(watcher)
    expect((await events.next()).value).toContain('the value of AZURE_OPENAI_API_KEY')
    await writeFile(join(config.root, 'main.js'), 'document.title = "Hello"')
    expect((await events.next()).value).toBe('')
  } finally {
    await watcher.close()
  }
})

/** How each build ends: nothing, or the words of the error. */
async function* endings(watcher: Rolldown.RolldownWatcher): AsyncGenerator<string> {
  const ended: string[] = []
  let wake = (): void => {}
  watcher.on('event', (event) => {
    if (event.code === 'BUNDLE_END') ended.push('')
    if (event.code === 'ERROR') ended.push(event.error.message)
    wake()
  })
  for (;;) {
    const next = ended.shift()
    if (next === undefined) await new Promise<void>((resolve) => (wake = resolve))
    else yield next
  }
}
