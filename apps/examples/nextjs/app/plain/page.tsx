import { Chat } from '@millrace/react'

/** A component of the server may show a chat, too: what is handed to it has to be plain data. */
export default function Page() {
  return <Chat api="/api/chat" />
}
