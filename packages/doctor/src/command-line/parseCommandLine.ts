import { parseArgs } from 'node:util'
import type { ExamineOptions } from '../readOptions.ts'
import { readOptions } from '../readOptions.ts'

/** What the command line asks for. */
export type Command =
  | { readonly type: 'help' }
  | { readonly type: 'version' }
  | { readonly type: 'wrong'; readonly message: string }
  | {
      readonly type: 'examine'
      readonly url: string
      readonly options: ExamineOptions
      readonly json: boolean
    }

/** The text of `--help`. */
export const helpText = `millrace-doctor <url>: checks a running chat route from outside.

  --header <name: value>  sent with every request, for a session; can be given more than once
  --origin <origin>       whether pages of this origin may use the route: https://app.example
  --model <name>          the model that is asked
  --question <text>       what is asked, in place of counting to sixty
  --secret-env <name>     a variable of this environment whose value must not come back; more than once
  --timeout <seconds>     how long one request may take (default 60)
  --json                  the report as JSON
  --version               which version this is
  --help                  this text

It asks three small questions, four with --origin, which cost what they cost at your provider.
It ends with 0 where nothing failed, 1 where something did, 2 where it could not look.
`

/** Variables and their values, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>

/** Reads the arguments behind the program's name. Never throws, and repeats no value of a header or variable. */
export function parseCommandLine(args: readonly string[], variables: Variables): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        header: { type: 'string', multiple: true, default: [] },
        origin: { type: 'string' },
        model: { type: 'string' },
        question: { type: 'string' },
        'secret-env': { type: 'string', multiple: true, default: [] },
        timeout: { type: 'string' },
        json: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return { type: 'help' }
    if (values.version) return { type: 'version' }
    const [url, ...others] = positionals
    if (url === undefined) throw new TypeError('Name the address of the route.')
    if (others.length > 0) throw new TypeError('Name one address.')
    const { origin, model, question, timeout } = values
    const options: ExamineOptions = {
      headers: headersOf(values.header),
      secrets: values['secret-env'].map((name) => ({ name, value: valueOf(name, variables) })),
      ...(origin !== undefined && { origin }),
      ...(model !== undefined && { model }),
      ...(question !== undefined && { question }),
      ...(timeout !== undefined && { timeoutMs: secondsOf(timeout) * 1000 }),
    }
    readOptions(url, options)
    return { type: 'examine', url, options, json: values.json }
  } catch (error) {
    return { type: 'wrong', message: error instanceof Error ? error.message : String(error) }
  }
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*?)\s*$/.exec(line) ?? []
    // What is wrong may be a secret without its name.
    if (name === undefined || value === undefined) {
      throw new TypeError("--header has to be 'name: value'.")
    }
    headers[name.toLowerCase()] = value
  }
  return headers
}

function valueOf(name: string, variables: Variables): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  if (value === undefined) throw new TypeError(`There is no variable ${name}.`)
  return value
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= 3600) return seconds
  throw new RangeError(`--timeout has to be a number of seconds up to 3600, not ${text}.`)
}
