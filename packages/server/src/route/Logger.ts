import { logLine } from '../redact/logLine.ts'

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

/** The same logger, but what it throws stays with it: a full disk must not end an answer. */
export function neverThrowing(logger: Logger): Logger {
  const guard = (write: (record: LogRecord) => void) => (record: LogRecord) => {
    try {
      write(record)
    } catch {
      // There is nowhere left to say it.
    }
  }
  return {
    info: guard((record) => logger.info(record)),
    warn: guard((record) => logger.warn(record)),
    error: guard((record) => logger.error(record)),
  }
}

/** One JSON line per record on the console, whatever it holds; `info` is left out. */
export const consoleLogger: Logger = {
  info: () => undefined,
  warn: (record) => console.warn(logLine(record)),
  error: (record) => console.error(logLine(record)),
}
