import { ChatError, type Facts, type Frame, type Message } from '@millrace/protocol'
import { type LineFields, readLine } from './readLine.ts'

/** A run that was read: its requests in order, and what came of each. */
export interface ReadRun {
  readonly sends: 'all' | 'last' | undefined
  readonly requests: readonly ReadRequest[]
  /** What the server said to each stop. */
  readonly stops: readonly (Facts | ChatError | undefined)[]
}

export interface ReadRequest {
  readonly asks: 'send' | 'resume'
  /** When it was asked, in milliseconds since the run began. */
  readonly at: number
  /** Whether it names a run or a stream; without, it asks for whatever runs. */
  readonly isNamed: boolean
  /** Whether the server was known to number its answers before. */
  readonly numbered: boolean
  /** What was sent, as far as it is there. */
  readonly messages: readonly Message[]
  readonly steps: readonly Step[]
}

/** What happened to a request, or to the connection that came of it. */
export type Step =
  | { readonly at: number; readonly step: 'accept'; readonly streamId: string | undefined }
  | { readonly at: number; readonly step: 'read'; readonly frames: readonly Frame[] }
  | { readonly at: number; readonly step: 'nothing' | 'end' | 'leave' | 'abort' }
  /** The server was asked to stop, while the reader had no connection. */
  | { readonly at: number; readonly step: 'stop' }
  | { readonly at: number; readonly step: 'fail'; readonly error: ChatError }

/** More than a run that was kept with the default bounds, twice over. */
const defaultMaxLetters = 16_000_000

/**
 * Reads what `copyRun` wrote. The text may come from a stranger: fields that are not known are ignored, and a chunk counts
 * as one from the network does.
 * @param maxLetters - The most it may have, in UTF-16 units. Default 16,000,000.
 * @throws {TypeError} for what is no text.
 * @throws {ChatError} `bad_event`, with the number of the line, for a line that is none of a run; `too_large`.
 */
export function readRun(text: string, maxLetters: number = defaultMaxLetters): ReadRun {
  if (typeof text !== 'string') throw new TypeError('A run is a text of JSON lines.')
  if (text.length > maxLetters) {
    throw new ChatError('too_large', `A run of more than ${maxLetters} letters is not read.`)
  }
  const [first = '', ...rest] = text.split('\n')
  const sends = readHeader(readLine(first, 1))
  const requests = new Map<number, OpenRequest>()
  const stops: (Facts | ChatError | undefined)[] = []
  let latest: OpenRequest | undefined
  let isCut = false

  function read(line: LineFields): void {
    const event = line.text('event')
    switch (event) {
      case 'left-out':
        isCut = true
        return
      case 'send':
      case 'resume': {
        const on = line.count('on')
        if (requests.has(on)) throw line.wrong(`request ${on} is there already`)
        latest = requestIn(event, line)
        requests.set(on, latest)
        return
      }
      case 'stop':
        latest?.steps.push({ at: line.number('at'), step: event })
        return
      case 'stopped':
        stops.push(line.facts())
        return
      case 'stop-failed':
        stops.push(line.failure())
        return
      default: {
        const request = requests.get(line.count('on'))
        // Its request may be among what was left out.
        if (request !== undefined) addStep(request, event, line)
        else if (!isCut) throw line.wrong('it belongs to no request')
      }
    }
  }

  for (const [index, line] of rest.entries())
    if (line.trim() !== '') read(readLine(line, index + 2))
  return { sends, requests: [...requests.values()], stops }
}

interface OpenRequest extends ReadRequest {
  readonly steps: Step[]
  /** The read that the last chunk came with, and its frames. */
  read: { readonly count: number; readonly frames: Frame[] } | undefined
}

function readHeader(line: LineFields): ReadRun['sends'] {
  if (line.value('millrace') !== 'run') throw line.wrong('it is not the beginning of a run')
  if (line.value('version') !== 1) throw line.wrong('only version 1 is known here')
  const sends = line.value('sends')
  return sends === 'all' || sends === 'last' ? sends : undefined
}

function requestIn(asks: 'send' | 'resume', line: LineFields): OpenRequest {
  return {
    asks,
    at: line.number('at'),
    isNamed: line.value('run') !== undefined || line.value('stream') !== undefined,
    numbered: line.value('numbered') === true,
    messages: asks === 'send' ? line.messages() : [],
    steps: [],
    read: undefined,
  }
}

function addStep(request: OpenRequest, event: string, line: LineFields): void {
  const { steps, read } = request
  const at = line.number('at')
  switch (event) {
    case 'accept': {
      const streamId = line.value('stream') === undefined ? undefined : line.text('stream')
      steps.push({ at, step: event, streamId })
      return
    }
    case 'chunk': {
      const count = line.count('read')
      if (read?.count === count) return void read.frames.push(line.frame())
      const frames = [line.frame()]
      steps.push({ at, step: 'read', frames })
      request.read = { count, frames }
      return
    }
    case 'fail':
      steps.push({ at, step: event, error: line.failure() })
      return
    case 'nothing':
    case 'end':
    case 'leave':
    case 'abort':
      steps.push({ at, step: event })
      return
    default:
      throw line.wrong('its event is not known')
  }
}
