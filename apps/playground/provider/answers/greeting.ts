import type { Answer } from './Answer.ts'

export const greeting: Answer = {
  fits: /^\W*(hi|hello|hey|good (morning|day|evening)|thanks|thank you)\b/i,
  starter: { label: 'Hello', question: 'Hello!' },
  text: `Hello! 👋🏽 I am a script, and I **read** well. You could

- ask how a stream stays in order,
- ask for a *recipe*, a table, some \`code\` or a long read,
- or make the network worse while I speak. 🌧️

Try the last one.`,
}
