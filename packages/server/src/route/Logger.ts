/** Where records of what happened go. A `pino` logger fits; so does anything that writes JSON lines. */
export interface Logger {
  info(record: LogRecord): void
  warn(record: LogRecord): void
  error(record: LogRecord): void
}

/** Flat and ready for JSON. Never holds a prompt, an answer or a key. */
export interface LogRecord {
  readonly event: string
  readonly [field: string]: unknown
}

/** One JSON line per record on the console; `info` is left out. */
export const consoleLogger: Logger = {
  info: () => undefined,
  warn: (record) => console.warn(JSON.stringify(record)),
  error: (record) => console.error(JSON.stringify(record)),
}
