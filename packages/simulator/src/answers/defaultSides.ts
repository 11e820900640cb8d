import type { Answer } from './Answer.ts'

/** For questions that nothing else fits: two sides. */
export const defaultSides: Answer = {
  text: `**The short answer:** it depends, but on fewer things than people usually say. Two questions settle most of it.

## How hard is it to undo?

Some decisions are doors you can walk back through. Take those quickly, with whoever is in the room. Others lock behind you: a public promise, a data format, a person hired. Those deserve a night's sleep and an outside opinion.

- *Easy to undo* → try it this week, and look at what happened
- *Hard to undo* → first find the **smallest reversible piece** of it

## Who carries the cost?

If it's you, you may gamble. If it's someone who wasn't asked, you may not, and the fair thing is to ask.

### What speaks for it

1. You'll learn something that you can't learn by thinking.
2. Waiting also costs; it's only less visible.
3. The worst case is usually duller than the one you imagine at night.

### What speaks against it

1. Attention is the scarce thing, and this would take some.
2. "While we're at it" is how small things become large ones.
3. There may be someone who has already tried. Have you asked?

**If I had to choose** without knowing more, I'd take the reversible version of it, put a date in the calendar, and write down today what I expect to see by then. Comparing *that note* with what really happens is the most underrated habit I know of.

---

*I'm a simulator: my answers are scripted, and this is one for when nothing more fitting is at hand. Ask me "what can you do?" for a list.*`,
}
