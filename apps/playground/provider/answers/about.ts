import type { Answer } from './Answer.ts'

export const about: Answer = {
  fits: /./,
  starter: { label: 'About', question: 'What is this?' },
  text: `This is a playground, and I am **not a model**: I say what was written in advance. Everything between me and you is real, though:

1. I hand words to the *route* of \`@millrace/server\`, which runs inside this page.
2. The route numbers them and streams them as server-sent events.
3. A network, also inside this page, loses, repeats and swaps some of them, and breaks connections.
4. \`<Chat>\` puts them in order, asks again for what is missing, and shows them to you.

Beside this chat you can see each event, and what became of it. Here is what is worth trying:

- Choose **Storm** and ask for the long read. The text stays a prefix of the answer at every moment.
- Go **offline** in the middle of an answer, and come back.
- Give the first provider an **outage**: the second one answers. Give it to both, and you get an automatic reply.
- Choose a window of **2,000 tokens** and ask three questions. The meter fills, and the chat says what the model no longer sees.

> No server, no key, and nothing leaves this page.`,
}
