import type { Answer } from './Answer.ts'

/** What can be asked here. */
export const about: Answer = {
  keywords: [
    'who are you',
    'what are you',
    'what can you do',
    'help',
    'how do you work',
    'what can i ask',
    'simulator',
  ],
  text: `I'm the **Millrace simulator**: a stand-in for a language model. My answers are written in advance and chosen by what you ask, but everything around them is real: the streaming, the stopping, the retries, the counting of tokens.

Here are some things worth asking me:

| Ask for… | and you'll see… |
| --- | --- |
| "How do event streams work?" | prose with TypeScript |
| "Compare SQLite, PostgreSQL and Redis" | a wide table |
| "Plan a product launch" | a deeply nested list |
| "A recipe for dinner" | quantities, steps and tips |
| "Explain binary search" | maths, TypeScript, Python and SQL |
| "Three days in Lisbon" | an itinerary, hour by hour |
| "Draft an email to a client" | two versions of a letter |
| "Help me debug a memory leak" | a checklist with boxes |
| "Write a haiku" | a few short lines |
| "The history of the water mill" | a very long essay |
| "Cheer me up with emoji" | 🎉 and friends |
| "Quotes about writing, with sources" | quotes, footnotes and links |
| 「日本語で説明してください」, 「用中文介绍一下」, "اكتب لي بالعربية" | other scripts, one of them from right to left |

To rehearse an outage, add a fault to the model's name: \`gpt-4o-mini+429\` is rate limited, \`gpt-4o-mini+cut@2000\` loses its connection after 2,000 bytes.`,
}
