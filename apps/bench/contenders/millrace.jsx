// Ours without its theme: as plain as the shells of the others.
import { mountMillrace } from './_millrace.jsx'
export const meta = { wire: 'ui', label: 'Millrace <Chat>, no theme' }
const css = `
[data-part='chat'] { height: 100vh; display: flex; flex-direction: column }
[data-part='thread'] { flex: 1; min-height: 0 }
[data-part='thread-scroller'] { height: 100%; overflow: auto }
[data-part='thread-content'] { max-width: 800px; margin: 0 auto }
[data-part='messages'] { list-style: none; margin: 0; padding: 0 }`
export function mount(el, o) {
  const style = document.createElement('style')
  style.textContent = css
  document.head.append(style)
  return mountMillrace(el, o)
}
