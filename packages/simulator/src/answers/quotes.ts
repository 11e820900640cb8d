import type { Answer } from './Answer.ts'

/** Quotations with footnotes, links and some inline marks. */
export const quotes: Answer = {
  keywords: [
    'quote',
    'quotes',
    'quotation',
    'citation',
    'citations',
    'source',
    'sources',
    'footnote',
    'footnotes',
    'reference',
    'references',
    'link',
    'links',
    'writing',
    'write better',
    'style',
    'article',
  ],
  text: `# On writing clearly

Three pieces of advice about plain prose, and where they come from.

## Cut

> Vigorous writing is concise. A sentence should contain no unnecessary words, a paragraph no unnecessary sentences, for the same reason that a drawing should have no unnecessary lines and a machine no unnecessary parts.
>
> — William Strunk Jr., *The Elements of Style* (1918)[^strunk]

Strunk isn't asking for *short*. He goes on to say that every word should **tell**. A long sentence whose every word works beats a short one that's merely clipped.

## Be concrete

> Prefer the specific to the general, the definite to the vague, the concrete to the abstract.

Strunk again, and this time it's a test you can apply. Compare:

- ~~There were some performance issues in the recent period.~~
- On Tuesday, every page took nine seconds to load.

The second one can be *wrong*, and that's precisely its strength.[^wrong]

## Say it to somebody

> If you can't explain it simply, you don't understand it well enough.

You'll find this one under Einstein's name on ten thousand posters, and in none of his writings.[^einstein] It's still good advice. It just isn't his, which is itself a lesson about quotations:

> > Trust the poster less than the page,
>
> and the page less than the *edition*.

## A small routine

1. Write it badly, without stopping.
2. Wait a night.
3. Read it **aloud**; mark where you stumble.
4. Cut the first paragraph. It was you clearing your throat.
5. Ask one reader: *"Where did you get bored?"*

## Where to read on

- [The Elements of Style](https://www.gutenberg.org/ebooks/37134), the 1918 text, free of copyright
- [Plain language guidelines](https://digital.gov/guides/plain-language), for public offices and good for anybody
- [MDN's writing style guide](https://developer.mozilla.org/en-US/docs/MDN/Writing_guidelines), on writing for developers
- A dictionary you like, such as <https://www.merriam-webster.com>

***

[^strunk]: The rule is called "Omit needless words". The better-known edition, revised by E. B. White, appeared in 1959.
[^wrong]: A claim that can't be wrong says nothing. Karl Popper made a philosophy of this; editors make a living.
[^einstein]: The sentence has been traced to the late twentieth century, decades after his death in 1955.
    Similar thoughts are older, and are credited to half a dozen physicists.`,
}
