// Our messages in the harness's own shell, as those of the others are: parts and styles.css.
import { ChatProvider, Thread } from '../../../packages/react/dist/index.js'
import '../../../packages/react/dist/styles.css'
import { mountMillrace } from './_millrace.jsx'
import { Shell } from './_shared.jsx'
export const meta = { wire: 'ui', label: 'Millrace, parts in the same shell' }
export const mount = (el, o) =>
  mountMillrace(el, o, (chat) => (
    <ChatProvider chat={chat}>
      <Shell onSend={(text) => chat.sendMessage(text)}>
        <Thread.Messages />
      </Shell>
    </ChatProvider>
  ))
