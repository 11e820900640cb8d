import { parseArgs } from 'node:util'

/** What the command line asks for. */
export type Command =
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly message: string }
  | {
      readonly type: 'look'
      readonly paths: readonly string[]
      readonly variables: readonly string[]
      readonly envFiles: readonly string[]
      readonly allow: readonly string[]
    }

/** The text of `--help`. */
export const helpText = `millrace-leak-check <folder or file>...: looks for keys of model providers in what is published.

  --variable <name>         a variable that holds a secret too, beside those of the providers
  --variables-from <file>   a file with variables, beside the environment and .env, .env.local,
                            .env.production and .env.production.local of this folder
  --allow <text>            what looks like a key and is none
  --help                    this text

All options can be given more than once.
It ends with 0 where there is no key, 1 where there is one, 2 where it could not look.
`

/** Reads the arguments behind the program's name. Never throws. */
export function parseCommandLine(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        variable: { type: 'string', multiple: true, default: [] },
        // Node takes `--env-file` for itself, wherever it stands.
        'variables-from': { type: 'string', multiple: true, default: [] },
        allow: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return { type: 'help' }
    if (positionals.length === 0) throw new Error('Name the folder that is published.')
    const { variable: variables, 'variables-from': envFiles, allow } = values
    return { type: 'look', paths: positionals, variables, envFiles, allow }
  } catch (error) {
    return { type: 'wrong', message: error instanceof Error ? error.message : String(error) }
  }
}
