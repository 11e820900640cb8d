// Ours from the built packages, around a chat which the harness can send through.
import { createChat, createHttpTransport } from '../../../packages/core/dist/index.js'
import { renderReact } from './_shared.jsx'
export async function mountMillrace(el, { url, history }, render) {
  const chat = createChat({
    transport: createHttpTransport({ api: url }),
    messages: history.map((m, i) => ({
      id: 'h' + i,
      role: m.role,
      parts: [{ type: 'text', text: m.text, state: 'done' }],
    })),
  })
  renderReact(el, render(chat))
  while (!el.querySelector('textarea, input')) await new Promise((r) => setTimeout(r))
  return {
    send: (text) => chat.sendMessage(text),
    answers: () => el.querySelectorAll('[data-role="assistant"] [data-part="message-body"]'),
  }
}
