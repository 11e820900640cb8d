import type { Random } from '../clock/Clock.ts'
import type { Chunk } from '../message/Chunk.ts'

/**
 * A legal UI message stream: interleaved text and reasoning blocks, tool calls in all their states,
 * data, sources, files and steps, with a step thrown away now and then.
 */
export function randomChunks(random: Random): readonly Chunk[] {
  const chunks: Chunk[] = [{ type: 'start', messageId: 'answer', messageMetadata: { a: { b: 1 } } }]
  const steps = 1 + pick(random, 3)
  let calls = 0
  for (let step = 0; step < steps; step++) {
    chunks.push({ type: 'start-step' })
    const lines: (readonly Chunk[])[] = Array.from({ length: 1 + pick(random, 4) }, (_, line) =>
      lineOf(random, `${line}`, `call-${calls++}`),
    )
    chunks.push(...interleave(random, lines))
    if (random() < 0.1) chunks.push({ type: 'reset-step' })
    chunks.push({ type: 'finish-step' })
  }
  chunks.push({ type: 'message-metadata', messageMetadata: { a: { c: [1] }, d: null } })
  chunks.push({ type: 'finish', finishReason: 'stop', messageMetadata: { e: 'f' } })
  return chunks
}

/** One block, call or datum from its start to its end. */
function lineOf(random: Random, id: string, toolCallId: string): readonly Chunk[] {
  const note = random() < 0.3 ? { providerMetadata: { p: { n: pick(random, 9) } } } : {}
  switch (pick(random, 8)) {
    case 0:
    case 1:
      return [
        { type: 'text-start', id, ...note },
        ...words(random).map((delta): Chunk => ({ type: 'text-delta', id, delta, ...note })),
        { type: 'text-end', id },
      ]
    case 2:
      return [
        { type: 'reasoning-start', id },
        ...words(random).map((delta): Chunk => ({ type: 'reasoning-delta', id, delta })),
        { type: 'reasoning-end', id, ...note },
      ]
    case 3:
    case 4:
    case 5:
      return callOf(random, toolCallId, note)
    case 6:
      return [
        { type: 'source-url', sourceId: id, url: 'https://example.org/', ...note },
        { type: 'file', url: 'data:text/plain,x', mediaType: 'text/plain', ...note },
        { type: 'custom', kind: 'a.b', ...note },
      ]
    default:
      return [
        { type: 'data-chart', id, data: pick(random, 9) },
        { type: 'data-news', data: 'gone', transient: true },
        { type: 'data-chart', id, data: { n: pick(random, 9) } },
        { type: 'source-document', sourceId: id, mediaType: 'text/plain', title: 't' },
      ]
  }
}

function callOf(random: Random, toolCallId: string, note: object): readonly Chunk[] {
  const dynamic = random() < 0.4 ? { dynamic: true } : {}
  const toolName = 'weather'
  const input = { city: 'Zürich', days: [1, 2] }
  const written = JSON.stringify(input)
  const chunks: Chunk[] = []
  if (random() < 0.8) {
    chunks.push({ type: 'tool-input-start', toolCallId, toolName, ...dynamic, ...note })
    for (let at = 0; at < written.length; at += 5) {
      chunks.push({
        type: 'tool-input-delta',
        toolCallId,
        inputTextDelta: written.slice(at, at + 5),
      })
    }
  }
  if (random() < 0.15) {
    const errorText = 'bad input'
    return [
      ...chunks,
      { type: 'tool-input-error', toolCallId, toolName, input: written, errorText, ...dynamic },
    ]
  }
  chunks.push({ type: 'tool-input-available', toolCallId, toolName, input, ...dynamic, ...note })
  if (random() < 0.3) {
    const approvalId = `approval-${toolCallId}`
    chunks.push({ type: 'tool-approval-request', approvalId, toolCallId })
    if (random() < 0.3) return chunks
    const approved = random() < 0.5
    chunks.push({ type: 'tool-approval-response', approvalId, approved, reason: 'because' })
    if (!approved) return [...chunks, { type: 'tool-output-denied', toolCallId }]
  }
  if (random() < 0.2) {
    return [...chunks, { type: 'tool-output-error', toolCallId, errorText: 'failed', ...dynamic }]
  }
  if (random() < 0.3) {
    const preliminary = true
    chunks.push({ type: 'tool-output-available', toolCallId, output: 1, preliminary, ...dynamic })
  }
  return [...chunks, { type: 'tool-output-available', toolCallId, output: { ok: 1 }, ...dynamic }]
}

function words(random: Random): readonly string[] {
  const all = ['Hello', ' wörld', ' 👩‍💻', '\n\n', '# ', '`x`', '']
  return Array.from({ length: 1 + pick(random, 5) }, () => all[pick(random, all.length)] ?? '')
}

/** Mixes the lines; each keeps its own order. */
function interleave(random: Random, lines: readonly (readonly Chunk[])[]): readonly Chunk[] {
  const rest = lines.map((line) => [...line])
  const mixed: Chunk[] = []
  for (let open = rest.filter(({ length }) => length > 0); open.length > 0;) {
    const chunk = open[pick(random, open.length)]?.shift()
    if (chunk !== undefined) mixed.push(chunk)
    open = open.filter(({ length }) => length > 0)
  }
  return mixed
}

function pick(random: Random, below: number): number {
  return Math.floor(random() * below)
}
