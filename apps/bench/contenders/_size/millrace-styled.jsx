// The page whose size is measured: the README of @millrace/react, with nothing of the harness.
import { createRoot } from 'react-dom/client'
import { Chat } from '../../../../packages/react/dist/index.js'
import '../../../../packages/react/dist/styles.css'
export const meta = { wire: 'ui' }
/** Asked by typing: it has no way in but its own message box. */
export const mount = (el, { url }) => {
  createRoot(el).render(<Chat api={url} />)
  return {}
}
