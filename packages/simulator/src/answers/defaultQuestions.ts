import type { Answer } from './Answer.ts'

/** For questions that nothing else fits: asking back. */
export const defaultQuestions: Answer = {
  text: `Let me think about that with you. Before any answer, there are four things I'd want to know:

1. **What have you tried already?** Not to judge it: what *nearly* worked tells more than what failed.
2. **What would change for you** if this were solved tomorrow?
3. **What must not change?** There's always something, and it's rarely said.
4. **By when** do you need it, and what happens the day after?

Meanwhile, here's a simple way to get unstuck. It takes half an hour and a sheet of paper.

\`\`\`text
   what I know          what I assume
  ┌──────────────────┬──────────────────┐
  │                  │                  │
  │  keep            │  check the two   │
  │                  │  cheapest today  │
  ├──────────────────┼──────────────────┤
  │  what I can      │  what I cannot   │
  │  change          │  change          │
  │  → choose one    │  → let it go     │
  └──────────────────┴──────────────────┘
\`\`\`

- Fill in the upper row first. Most people are surprised by how much belongs on the *right*.
- Check only the **cheapest** assumptions, and do it today: a phone call, a look into the log, a sketch shown to one person.
- From the lower left, pick exactly one thing. Two is how nothing gets done.

Then tell me what you found, and we'll look at it again.

---

*I'm a simulator with a fixed set of answers, so I can't really follow up. But ask for a "travel itinerary", a "debugging checklist" or a "haiku", and you'll see what else I have.*`,
}
