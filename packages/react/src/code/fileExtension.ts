/** By extension, what else the language is called after a fence. */
const names: Readonly<Record<string, readonly string[]>> = {
  c: ['h'],
  cpp: ['c++', 'cc', 'hpp'],
  cs: ['c#', 'csharp'],
  css: [],
  dart: [],
  diff: ['patch'],
  go: ['golang'],
  html: ['htm'],
  java: [],
  js: ['javascript', 'mjs', 'cjs', 'node'],
  json: ['json5', 'jsonc'],
  jsx: [],
  kt: ['kotlin'],
  lua: [],
  md: ['markdown'],
  php: [],
  pl: ['perl'],
  ps1: ['powershell', 'pwsh'],
  py: ['python', 'python3'],
  r: [],
  rb: ['ruby'],
  rs: ['rust'],
  scala: [],
  scss: ['sass'],
  sh: ['bash', 'shell', 'zsh', 'console'],
  sql: ['mysql', 'postgresql', 'sqlite'],
  swift: [],
  toml: [],
  ts: ['typescript', 'mts', 'cts'],
  tsx: [],
  vue: [],
  xml: ['svg'],
  yaml: ['yml'],
}

const extensions: ReadonlyMap<string, string> = new Map(
  Object.entries(names).flatMap(([extension, others]) =>
    [extension, ...others].map((name) => [name, extension]),
  ),
)

/**
 * The ending of a file of this language, `txt` for one that is not known. What a model wrote only chooses from
 * the list: none of it gets into a file name.
 */
export function fileExtension(language: string | undefined): string {
  // `rust,ignore` and `js{1,3}` are names with something for a renderer behind them.
  const [name = ''] = (language ?? '').toLowerCase().split(/[{,:]/, 1)
  return extensions.get(name) ?? 'txt'
}
