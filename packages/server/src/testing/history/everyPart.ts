import type { Message } from '@millrace/protocol'

const providerMetadata = { openai: { itemId: 'item-1', nested: { list: [1, null, 'two', true] } } }
const approval = { id: 'approval-1', requestReason: 'It costs money.' }
const call = { toolCallId: 'call-1', title: 'The weather', toolMetadata: { icon: 'sun' } }
const input = { city: 'Zürich', days: 3, when: null, 'a key': { '': 'an empty key' } }

/** A message with each kind of part, in each of its states, and with all that metadata can be. */
export const everyPart: Message = {
  id: 'answer-with-every-part',
  role: 'assistant',
  metadata: {
    millrace: {
      parentId: 'question',
      status: 'interrupted',
      finishReason: 'tool-calls',
      usage: { inputTokens: 1200, outputTokens: 34, estimated: true },
      timings: { createdAt: 1_764_547_200_123, firstTokenMs: 412.25 },
      signatures: { 'call-1': 'c2lnbmF0dXJl' },
      pinned: false,
    },
    theirs: { numbers: [0, -1, 0.1, 1e21, 1.5e-7, Number.MAX_SAFE_INTEGER], none: null },
  },
  parts: [
    { type: 'step-start' },
    { type: 'reasoning', id: 'r', text: 'It may rain.', state: 'done', providerMetadata },
    {
      type: 'text',
      text: 'It will **rain**.',
      state: 'streaming',
      citations: [
        {
          source: { type: 'source', sourceType: 'url', id: 's', url: 'https://example.com/?a=1&b' },
          startIndex: 0,
          endIndex: 7,
        },
      ],
      providerMetadata,
    },
    { type: 'text', text: '' },
    { type: 'custom', kind: 'openai.compaction', providerMetadata },
    { type: 'source-url', sourceId: 's', url: 'https://example.com/a%20b', title: 'A & B <c>' },
    {
      type: 'source-document',
      sourceId: 'd',
      mediaType: 'application/pdf',
      title: 'Rain',
      filename: 'rain.pdf',
    },
    { type: 'file', mediaType: 'image/png', filename: 'r.png', url: 'data:image/png;base64,iVBO' },
    { type: 'reasoning-file', mediaType: 'image/png', url: 'https://example.com/r.png' },
    { type: 'data-chart', id: 'chart', data: { values: [[1, 2], []], nothing: {}, no: false } },
    { type: 'data-text', data: 'a text' },
    { type: 'data-none', data: null },
    { type: 'steering-message', id: 'steer', parts: [{ type: 'text', text: 'In °C, please.' }] },
    { type: 'tool-weather', ...call, state: 'input-streaming', rawInput: '{"city":"Zü' },
    { type: 'tool-weather', ...call, state: 'input-available', input, providerExecuted: true },
    { type: 'tool-weather', ...call, state: 'approval-requested', input, approval },
    {
      type: 'tool-weather',
      ...call,
      state: 'approval-responded',
      input,
      approval: { ...approval, approved: true, reason: 'Go on.' },
    },
    {
      type: 'tool-weather',
      ...call,
      state: 'output-available',
      input,
      output: [{ celsius: -2.5 }, 'rain', null],
      preliminary: true,
      callProviderMetadata: providerMetadata,
    },
    {
      type: 'tool-weather',
      ...call,
      state: 'output-error',
      input,
      rawInput: '{"city"',
      errorText: 'No such city.',
    },
    {
      type: 'tool-weather',
      ...call,
      state: 'output-denied',
      input,
      approval: { ...approval, approved: false },
    },
    {
      type: 'dynamic-tool',
      toolName: 'search',
      ...call,
      state: 'output-available',
      input: 'rain',
      output: { found: 0 },
    },
  ],
}
