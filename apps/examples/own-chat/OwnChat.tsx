import { ChatProvider, Composer, Message, Status, Thread, useChat } from '@millrace/react'
import { Announcer, type UseChatOptions } from '@millrace/react'
import './OwnChat.css'

/** A chat of one's own: `<OwnChat api="/api/chat" />`. */
export function OwnChat(options: UseChatOptions) {
  const { chat } = useChat(options)
  return (
    <ChatProvider chat={chat}>
      <div className="own-chat">
        <Thread.Root>
          <Thread.Scroller>
            <Thread.Empty />
            <Thread.Messages>{(id) => <OwnMessage id={id} />}</Thread.Messages>
            <Thread.Waiting />
            <Status.Root />
          </Thread.Scroller>
          <Thread.ToEnd />
        </Thread.Root>
        <Composer.Root>
          <Composer.Input />
          <Composer.Submit />
        </Composer.Root>
        <Announcer />
      </div>
    </ChatProvider>
  )
}

const OwnMessage = ({ id }: { id: string }) => (
  <Message.Root id={id}>
    <Message.Author />
    <Message.Parts />
    <Message.Actions />
  </Message.Root>
)
