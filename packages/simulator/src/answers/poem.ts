import type { Answer } from './Answer.ts'

/** Three haiku. */
export const poem: Answer = {
  keywords: ['poem', 'poems', 'haiku', 'poetry', 'verse', 'rhyme', 'limerick'],
  text: `**Three haiku at the mill**

Rain on the millrace.\\
The wheel takes what the river\\
had no plan to give.

Last lamp of the night:\\
a cursor blinks; behind it\\
all the words to come.

Frost. The water stops.\\
Even so, the old stone hums\\
with remembered grain.`,
}
