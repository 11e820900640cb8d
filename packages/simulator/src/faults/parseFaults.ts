import { invalidRequest } from '../errors/ApiError.ts'
import type { ShapeName } from '../shapes/Shape.ts'
import { shapeNames } from '../shapes/shapes.ts'
import { briefNotationOf, type FaultKind, notationOf, type NumberRule } from './FaultKind.ts'
import { faultKinds } from './faultKinds.ts'
import type { Faults } from './Faults.ts'

const mostFaults = 16

/** What may go with a fault that takes the answer's place; the rest has nothing to disturb. */
const besideInstead: ReadonlySet<string> = new Set<keyof Faults>([
  'instead',
  'shape',
  'headersMs',
  'remaining',
  'ending',
])

/**
 * Reads one fault or several with commas between: `429`, `429.anthropic@30`, `slow-headers@50,cut@300`.
 * The README lists all of them.
 * @throws {ApiError} 400 if a name is unknown, a number is missing or wrong, or two faults exclude
 *   each other.
 */
export function parseFaults(text: string): Faults {
  const parts = text.split(',')
  if (parts.length > mostFaults) throw invalidRequest(`More than ${mostFaults} faults at once.`)
  const faults = parts.map((part) => parseFault(part.trim())).reduce(join)
  const idle = Object.keys(faults).find((what) => !besideInstead.has(what))
  if (faults.instead && idle !== undefined) {
    throw invalidRequest(
      `Faults ${JSON.stringify(text.slice(0, 64))}: one of them takes the place of the answer, so only slow-headers, ratelimit, cut, reset, end and stall go with it.`,
    )
  }
  return faults
}

function parseFault(text: string): Faults {
  const match = /^([a-z0-9-]{1,40})(?:\.([a-z]{1,20}))?((?:@\d{1,12}){0,2})$/.exec(text)
  const [, name, shapeText, numbersText = ''] = match ?? []
  const given = numbersText.split('@').slice(1).map(Number)
  const kinds = faultKinds.filter((kind) => kind.name === name)
  const kind = kinds.find(({ numbers }) => numbers.length >= given.length) ?? kinds[0]
  if (kind === undefined) {
    throw invalidRequest(
      `Unknown fault ${JSON.stringify(text.slice(0, 64))}: use one of ${faultKinds.map(briefNotationOf).join(', ')}.`,
    )
  }
  const shape = parseShape(kind, shapeText)
  if (given.length > kind.numbers.length) throw wrong(kind, 'it has fewer numbers')
  const numbers = kind.numbers.map((rule, index) => checkNumber(kind, rule, given[index]))
  return { ...kind.faults(...numbers), ...(shape !== undefined && { shape }) }
}

function parseShape(kind: FaultKind, text: string | undefined): ShapeName | undefined {
  if (text === undefined) return undefined
  if (!kind.shaped) throw wrong(kind, 'no vendor has one of its own')
  const shape = shapeNames.find((one) => one === text)
  if (shape === undefined) throw wrong(kind, `the vendor is one of ${shapeNames.join(', ')}`)
  return shape
}

function checkNumber(
  kind: FaultKind,
  { unit, least, most, need, usual }: NumberRule,
  given: number | undefined,
): number | undefined {
  const number = given ?? usual
  if (number === undefined && need === 'maybe') return undefined
  if (number !== undefined && number >= least && number <= most) return number
  throw wrong(kind, `${unit} from ${least} to ${most}`)
}

function wrong(kind: FaultKind, how: string): Error {
  return invalidRequest(`Fault ${kind.name} is written ${notationOf(kind)}: ${how}.`)
}

/** Both at once. Lists go one behind the other; anything else there can be only once. */
function join(first: Faults, second: Faults): Faults {
  const { script, events, ...rest } = second
  const twice = Object.keys(rest).find((what) => Object.hasOwn(first, what))
  if (twice !== undefined) {
    throw invalidRequest(`Two of the faults exclude each other: ${meanings[twice] ?? twice}.`)
  }
  return {
    ...first,
    ...rest,
    ...(script && { script: [...(first.script ?? []), ...script] }),
    ...(events && { events: [...(first.events ?? []), ...events] }),
  }
}

/** What there is only once, for people. */
const meanings: Readonly<Record<string, string>> = {
  headersMs: 'the headers wait once',
  instead: 'one thing takes the place of the answer',
  shape: 'one vendor answers',
  remaining: 'the limits stand in one way',
  contextWindow: 'a model has one window',
  firstTokenMs: 'the first token waits once',
  tokenMs: 'tokens have one pace',
  endless: 'one thing goes on for ever',
  ending: 'a body breaks off once',
}
