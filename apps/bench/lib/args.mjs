import { readArgs } from './readArgs.mjs'

/** The arguments of this process. */
export const args = readArgs(process.argv.slice(2))

/** A list as it is written in an argument: a,b. Undefined where the argument is not there. */
export const listOf = (value) => (value === undefined ? undefined : String(value).split(','))
