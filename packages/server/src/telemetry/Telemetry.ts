/** Values that describe a measurement. Never a prompt, an answer or a key. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** Shaped as OpenTelemetry's: `metrics.getMeter('millrace')` fits as it is. */
export interface Meter {
  createCounter(
    name: string,
    options?: InstrumentOptions,
  ): { add(value: number, attributes?: object): void }
  createHistogram(
    name: string,
    options?: InstrumentOptions,
  ): { record(value: number, attributes?: object): void }
}

export interface InstrumentOptions {
  readonly description?: string
  readonly unit?: string
}

/** Shaped as OpenTelemetry's: `trace.getTracer('millrace')` fits as it is. */
export interface Tracer {
  startSpan(
    name: string,
    options?: { readonly attributes?: object; readonly startTime?: number },
  ): Span
}

export interface Span {
  setAttributes(attributes: object): unknown
  /** 1 is well, 2 is an error, as OpenTelemetry counts. */
  setStatus(status: { readonly code: 1 | 2; readonly message?: string }): unknown
  end(endTime?: number): void
}

export interface Telemetry {
  readonly meter?: Meter
  readonly tracer?: Tracer
}
