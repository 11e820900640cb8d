import type { Answer } from './Answer.ts'

/** What is said to pictures and files, which the simulator cannot see. */
export const attachment: Answer = {
  text: `Thanks, your attachment has arrived. I'm a simulator, so I can't look inside it, but a model with vision would get exactly what I got: your text and the file next to it, in one message.

While you're testing, these are worth a look:

- **Before sending:** is there a preview, a size, and a way to take it out again?
- **While sending:** is there progress, and does *stop* really stop it?
- **Afterwards:** does the picture stay with its message when the page is loaded again?
- **When it's too big:** does the message say *how* big it may be?

For a real description of the picture, connect a real provider and choose a model that can see, such as \`gpt-4o\`.`,
}
