import type { ErrorCode, Facts, Usage } from '@millrace/protocol'
import type { Attributes, Telemetry } from './Telemetry.ts'

/** Writes down what becomes of answers. Nothing that telemetry throws reaches an answer. */
export interface Recorder {
  /** An answer begins. Returns what is to be called at its end, with what this run of it used. */
  begin(asked: {
    readonly provider: string
    readonly model: string
    readonly at: number
  }): (facts: Facts, used: Usage | undefined, at: number) => void
  /** A provider failed, whether the user saw it or not. */
  failed(code: ErrorCode, by: { readonly provider: string; readonly model: string }): void
  /** Something happened that is counted: a failover, a breaker that opened. */
  happened(event: string, attributes: Attributes): void
}

/**
 * Names follow OpenTelemetry's conventions for generative AI where there are any (`gen_ai.*`), else `millrace.*`.
 * Durations are in seconds, as the conventions have it.
 */
export function createRecorder({ meter, tracer }: Telemetry = {}): Recorder {
  const duration = guarded(() =>
    meter?.createHistogram('gen_ai.client.operation.duration', { unit: 's' }),
  )
  const firstToken = guarded(() =>
    meter?.createHistogram('gen_ai.server.time_to_first_token', { unit: 's' }),
  )
  const tokens = guarded(() =>
    meter?.createHistogram('gen_ai.client.token.usage', { unit: '{token}' }),
  )
  const failures = guarded(() =>
    meter?.createCounter('millrace.provider.failures', {
      description: 'Failures of providers, by code.',
    }),
  )
  const events = guarded(() =>
    meter?.createCounter('millrace.events', { description: 'Failovers and breakers, by kind.' }),
  )

  return {
    begin({ provider, model, at }) {
      const named = { 'gen_ai.operation.name': 'chat', ...whoOf({ provider, model }) }
      const span = guarded(() =>
        tracer?.startSpan(`chat ${model}`, { attributes: named, startTime: at }),
      )
      return (facts, usage, end) => {
        const { timings, status, finishReason, canned } = facts
        const by = whoOf({ provider: facts.provider ?? provider, model: facts.model ?? model })
        const outcome = {
          'millrace.outcome': canned === undefined ? (status ?? 'complete') : 'canned',
        }
        guarded(() => {
          duration?.record((end - at) / 1000, { ...by, ...outcome })
          const first = timings?.firstTokenMs
          if (first !== undefined) firstToken?.record(first / 1000, by)
          for (const kind of ['input', 'output'] as const) {
            const count = usage?.[`${kind}Tokens`]
            if (count !== undefined) tokens?.record(count, { ...by, 'gen_ai.token.type': kind })
          }
          span?.setAttributes({
            ...by,
            ...outcome,
            'gen_ai.usage.input_tokens': usage?.inputTokens,
            'gen_ai.usage.output_tokens': usage?.outputTokens,
            'gen_ai.response.finish_reasons': finishReason,
          })
          span?.setStatus({ code: status === 'failed' || canned !== undefined ? 2 : 1 })
          span?.end(end)
        })
      }
    },
    failed(code, by) {
      guarded(() => failures?.add(1, { 'error.type': code, ...whoOf(by) }))
    },
    happened(event, attributes) {
      guarded(() => events?.add(1, { event, ...attributes }))
    },
  }
}

function whoOf({
  provider,
  model,
}: {
  readonly provider: string
  readonly model: string
}): Attributes {
  return { 'gen_ai.provider.name': provider, 'gen_ai.request.model': model }
}

function guarded<T>(measure: () => T): T | undefined {
  try {
    return measure()
  } catch {
    // A broken exporter must not end an answer.
    return undefined
  }
}
