import { build, type BuildOptions, type Rolldown } from 'vite'

/** What a bundler makes of a page with this script, from the sources of the packages. Writes nothing. */
export async function buildPage(
  root: string,
  code: string,
  { rolldownOptions, ...options }: BuildOptions = {},
): Promise<Rolldown.RolldownOutput> {
  const entry = 'virtual:page'
  return (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    // As a page is built that is published: tests run in another mode.
    mode: 'production',
    oxc: { jsx: { development: false } },
    resolve: { conditions: ['@millrace/source', 'browser', 'module', 'import', 'default'] },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
    build: { write: false, ...options, rolldownOptions: { ...rolldownOptions, input: entry } },
  })) as Rolldown.RolldownOutput
}
