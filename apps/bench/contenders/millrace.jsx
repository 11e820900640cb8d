// Our messages between the harness's own form and no theme's chat around: parts and styles.css.
import { ChatProvider, Thread } from '../../../packages/react/dist/index.js'
import '../../../packages/react/dist/styles.css'
import { mountMillrace } from './_millrace.jsx'
import { Form } from './_shared.jsx'
export const meta = { wire: 'ui', label: 'Millrace, parts in the same shell' }
// The scroller of a thread of ours is ours: it knows what is near.
export const mount = (el, o) =>
  mountMillrace(el, o, (chat) => (
    <ChatProvider chat={chat}>
      <div className="bench-chat">
        <Thread.Root style={{ flex: 1, minHeight: 0, display: 'grid' }}>
          <Thread.Scroller style={{ overflow: 'auto' }}>
            <div className="bench-list">
              <Thread.Messages />
            </div>
          </Thread.Scroller>
        </Thread.Root>
        <Form onSend={(text) => chat.sendMessage(text)} />
      </div>
    </ChatProvider>
  ))
