import { Chat } from '@millrace/react'

export const App = () => <Chat api="/api/chat" />
