// Ours as in the README of @millrace/react: <Chat> and styles.css.
import { Chat } from '../../../packages/react/dist/index.js'
import '../../../packages/react/dist/styles.css'
import { mountMillrace } from './_millrace.jsx'
export const meta = { wire: 'ui', label: 'Millrace <Chat> + styles.css' }
export const mount = (el, o) => mountMillrace(el, o, (chat) => <Chat chat={chat} />)
