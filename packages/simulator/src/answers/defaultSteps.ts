import type { Answer } from './Answer.ts'

/** For questions that nothing else fits: in steps. */
export const defaultSteps: Answer = {
  text: `That's a good question, and one where the *order* of the steps matters more than any single step. Here's how I'd go about it.

### 1. Say what "done" looks like

Write one sentence that a stranger could check: not "make it better", but "a new customer finishes in under two minutes". If you can't write it yet, that's your first task, and it's worth an hour.

### 2. Find the part that scares you

Every plan has one step where you quietly think *"it'll be fine"*. Do a rough version of that step **first**. If it fails, you've lost a day instead of a month.

### 3. Work in slices

| Instead of… | do… |
| --- | --- |
| all the research, then all the building | one question, one small answer, repeat |
| a perfect first part | a crude version of every part |
| asking "what do you think?" | asking "what would you do next?" |

### 4. Decide when to stop

Set a limit before you begin: three tries, two weeks, one budget. Stopping is easy to decide in advance and nearly impossible in the middle.

> *Plans are worthless, but planning is everything.*
> — Dwight D. Eisenhower, 1957

---

*I'm a simulator, so this answer was written before you asked. Try "compare SQLite and PostgreSQL", "a recipe for dinner" or "explain binary search" for something more to the point.*`,
}
