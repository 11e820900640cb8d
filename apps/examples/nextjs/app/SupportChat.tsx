'use client'

import { Chat } from '@millrace/react'

const suggestions = [
  { label: 'What can you do?' },
  { label: 'Show me some code', text: 'Show me a small program in TypeScript.' },
]

/** A component of the client, because it could pass functions: `followUps`, `onFeedback` and such. */
export function SupportChat() {
  return <Chat api="/api/chat" suggestions={suggestions} welcome={<h1>How can we help?</h1>} />
}
