import { invalid } from './badRequest.ts'

/**
 * A name that a client chose: 1 to 256 UTF-16 units, none of them a control character or half of one: databases would
 * write two such names as one.
 * @param where - The field, for whoever reads the refusal.
 * @throws {ChatError} `invalid_request` (400).
 */
export function readName(value: unknown, where: string): string {
  if (isShort(value, 256) && value !== '') return value
  throw invalid(`${where} must be a text of 1 to 256 characters, none of them a control.`)
}

/** As `readName`, or as long as `most` says, or nothing at all. @throws {ChatError} `invalid_request` (400). */
export function readShort(value: unknown, where: string, most = 256): string {
  if (isShort(value, most)) return value
  throw invalid(`${where} must be a text of at most ${most} characters, none of them a control.`)
}

function isShort(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most && !/[\p{Cc}\p{Cs}]/u.test(value)
}
