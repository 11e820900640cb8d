import { parseArgs } from 'node:util'
import type { ListenOptions } from '../http/listen.ts'
import type { SimulatorOptions } from '../SimulatorOptions.ts'

/** What the command line asks for. */
export type Command =
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly message: string }
  | { readonly type: 'serve'; readonly options: SimulatorOptions; readonly listen: ListenOptions }

/** The text of `--help`. */
export const helpText = `millrace-simulator: an OpenAI-compatible provider that answers by script.

  --port <number>           port to listen on; 0 takes a free one (default 0)
  --host <address>          address to listen on (default 127.0.0.1)
  --recordings <dir>        offer the recordings in this folder as models recording:<name>
  --cut <cut>               how recordings are cut into writes: event, whole, byte or random:<seed>
  --api-key <key>           the only key that is accepted (default: any)
  --base-path <path>        in front of all paths (default /v1)
  --context-window <n>      window of the scripted models, in tokens (default: the published ones)
  --requests-per-minute <n> refuse more with 429 (default: no limit)
  --tokens-per-minute <n>   refuse more with 429 (default: no limit)
  --control <who>           who may use the control endpoint: loopback, anywhere or off
                            (default loopback)
  --fast                    answer without waiting
  --help                    this text
`

/** Reads the arguments behind the program's name. Never throws. */
export function parseCommandLine(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        host: { type: 'string' },
        recordings: { type: 'string' },
        cut: { type: 'string' },
        'api-key': { type: 'string' },
        'base-path': { type: 'string' },
        'context-window': { type: 'string' },
        'requests-per-minute': { type: 'string' },
        'tokens-per-minute': { type: 'string' },
        control: { type: 'string' },
        fast: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return { type: 'help' }
    const port = Number(values.port)
    if (!/^\d+$/.test(values.port) || port > 65_535) {
      throw new RangeError(`--port has to be from 0 to 65535, not ${values.port}.`)
    }
    const { host, recordings, cut, 'api-key': apiKey, 'base-path': basePath, fast } = values
    const contextWindow = countOf('--context-window', values['context-window'])
    const requestsPerMinute = countOf('--requests-per-minute', values['requests-per-minute'])
    const tokensPerMinute = countOf('--tokens-per-minute', values['tokens-per-minute'])
    const control = controlOf(values.control)
    return {
      type: 'serve',
      options: {
        ...(recordings !== undefined && { recordings }),
        ...(cut !== undefined && { cut }),
        ...(apiKey !== undefined && { apiKey }),
        ...(basePath !== undefined && { basePath }),
        ...(contextWindow !== undefined && { contextWindow }),
        ...((requestsPerMinute ?? tokensPerMinute) !== undefined && {
          rateLimit: {
            ...(requestsPerMinute !== undefined && { requestsPerMinute }),
            ...(tokensPerMinute !== undefined && { tokensPerMinute }),
          },
        }),
        ...(control !== undefined && { control }),
        ...(fast && { pacing: 'none' }),
      },
      listen: { port, ...(host !== undefined && { host }) },
    }
  } catch (error) {
    return { type: 'wrong', message: error instanceof Error ? error.message : String(error) }
  }
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new RangeError(`${name} has to be a whole number of at least 1, not ${text}.`)
}

function controlOf(text: string | undefined): SimulatorOptions['control'] {
  if (text === undefined || text === 'loopback' || text === 'anywhere' || text === 'off') {
    return text
  }
  throw new RangeError(`--control has to be loopback, anywhere or off, not ${text}.`)
}
