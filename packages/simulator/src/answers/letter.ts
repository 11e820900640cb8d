import type { Answer } from './Answer.ts'

/** An email about bad news, in two versions. */
export const letter: Answer = {
  keywords: [
    'email',
    'e-mail',
    'mail',
    'letter',
    'draft',
    'message to',
    'write to',
    'reply to',
    'apology',
    'apologise',
    'apologize',
    'client',
    'customer',
    'cover letter',
  ],
  text: `Here are two versions. The first is for someone you know well; the second is for a client who'll forward it to people you've never met.

## Version 1: warm and short

> **Subject:** The delivery slips to the 24th
>
> Hi Maren,
>
> I have to move our date: the new dashboard will be ready on **Tuesday the 24th**, not on the 17th.
>
> What happened: the import we tested with last month's data takes four hours with the full set. We know why, and the fix is being tested, but I'd rather give you something that's right than something that's on time and slow.
>
> Nothing else changes, neither the scope nor the price. If the 17th is tied to something on your side, call me today and we'll find a way to have the overview page ready for it.
>
> Sorry for the trouble,
> Jonas

## Version 2: formal

> **Subject:** Revised delivery date for the reporting dashboard (24 March)
>
> Dear Ms Lindqvist,
>
> I am writing to let you know that the delivery of the reporting dashboard will move from 17 March to **24 March**.
>
> During final testing with your complete data set, we found that the nightly import exceeds the agreed time of one hour. The cause has been identified and a correction is in testing. We decided against delivering a version that does not meet the agreement.
>
> To limit the effect on your planning, we propose the following:
>
> 1. The overview page will be available for review on 17 March, as planned.
> 2. You will receive a short report on the state of testing every second working day.
> 3. Training stays on 26 March; no change is needed on your side.
>
> I take responsibility for not having tested with the full data earlier. From now on, this is a fixed step before we confirm any date.
>
> If you would like to discuss this, I am available at any time tomorrow between 9:00 and 12:00.
>
> Kind regards,
> Jonas Falk

---

**Why they're built this way**

- The bad news is in the **subject**. Nobody has to open the mail to learn it, and nobody can overlook it.
- One cause, no story. Details invite a debate about details.
- An offer comes *before* the apology: it's more useful.
- "Sorry for any inconvenience" appears in neither. It says that you don't know what the inconvenience is.

Shall I make one of them shorter, or change the tone?`,
}
