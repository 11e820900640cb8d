// Wire formats. Each one turns a token list into an array of SSE frames (strings).
const d = (o) => `data: ${JSON.stringify(o)}\n\n`
const oa = (delta, finish = null) => ({
  id: 'chatcmpl-bench',
  object: 'chat.completion.chunk',
  created: 1700000000,
  model: 'bench',
  choices: [{ index: 0, delta, finish_reason: finish }],
})

export const wires = {
  // OpenAI chat.completions stream
  openai: {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    frames: (t) => [
      d(oa({ role: 'assistant', content: '' })),
      ...t.map((x) => d(oa({ content: x }))),
      d(oa({}, 'stop')),
      'data: [DONE]\n\n',
    ],
  },
  // AI SDK UI message stream
  ui: {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-vercel-ai-ui-message-stream': 'v1',
    },
    frames: (t) => [
      d({ type: 'start' }),
      d({ type: 'start-step' }),
      d({ type: 'text-start', id: '0' }),
      ...t.map((x) => d({ type: 'text-delta', id: '0', delta: x })),
      d({ type: 'text-end', id: '0' }),
      d({ type: 'finish-step' }),
      d({ type: 'finish' }),
      'data: [DONE]\n\n',
    ],
  },
  // the same with our numbers, as our route writes it
  millrace: {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-vercel-ai-ui-message-stream': 'v1',
      'x-millrace-stream': 'bench',
    },
    frames: (t) => wires.ui.frames(t).map((frame, n) => `id: ${n}\n${frame}`),
  },
  // AG-UI events (TanStack AI)
  agui: {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    frames: (t) => [
      d({ type: 'RUN_STARTED', threadId: 't', runId: 'r', timestamp: 1 }),
      d({ type: 'TEXT_MESSAGE_START', messageId: 'm1', role: 'assistant', timestamp: 1 }),
      ...t.map((x) => d({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: x, timestamp: 1 })),
      d({ type: 'TEXT_MESSAGE_END', messageId: 'm1', timestamp: 1 }),
      d({ type: 'RUN_FINISHED', threadId: 't', runId: 'r', timestamp: 1 }),
    ],
  },
  // deep-chat stream
  deepchat: {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    frames: (t) => t.map((x) => d({ text: x })),
  },
}
export const contentFrames = {
  openai: [1, -2],
  ui: [3, -4],
  millrace: [3, -4],
  agui: [2, -2],
  deepchat: [0, undefined],
}
