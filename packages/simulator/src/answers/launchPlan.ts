import type { Answer } from './Answer.ts'

/** A launch plan as a deeply nested list. */
export const launchPlan: Answer = {
  keywords: [
    'plan',
    'launch',
    'roadmap',
    'project',
    'outline',
    'steps',
    'strategy',
    'organise',
    'organize',
    'milestones',
    'schedule',
  ],
  text: `# A six-week launch plan

Here's a plan for a small team: one product person, two engineers, a designer, and somebody half-time for words. Shift the weeks, but keep the order.

1. **Weeks 1–2: Decide what you're launching**
   - Write the announcement first
     - One sentence on what it is
     - One on whom it's for
     - One on what people can stop doing once they have it
   - Cut the scope against that text
     - *Must*: without it the announcement is untrue
     - *Should*: makes it better, can follow a week later
     - *Won't*: goes on a list, with today's date
       - Tell the people who asked for it
       - Say when you'll look at the list again
   - Agree on one number that says whether it worked
     1. It has to move within a month
     2. Nobody can move it by cheating
2. **Weeks 3–4: Build and harden**
   - Feature freeze at the end of week 4, on a **Wednesday**
     - Thursday and Friday are for what the freeze uncovers
   - Rehearse failure on purpose
     - Payment provider down
     - Ten times the expected sign-ups
     - The email that gets the link wrong
       - Who notices?
       - Who can fix it at 8 p.m.?
       - What do we say meanwhile?
   - Put every risky part behind a switch
     - Switches have an owner and an **end date**
3. **Week 5: Let friends in**
   - Twenty people, not two hundred
     - Watch five of them over their shoulder
     - Ask all of them the same three questions
       1. What did you expect to happen here?
       2. What did you do instead?
       3. Would you be annoyed if it went away?
   - Fix what stopped people; write down what merely annoyed them
4. **Week 6: Launch**
   - Monday: everything is live, nobody is told
   - Tuesday, 10:00: the announcement goes out
     - Someone answers *every* reply for 48 hours
     - A status page is open on the big screen
   - Thursday: first look at the number
   - Friday: thank people, by name

## Who does what

| | Product | Engineering | Design | Words |
| --- | :---: | :---: | :---: | :---: |
| Announcement | **leads** | reads | reads | writes |
| Scope | **leads** | estimates | joins | – |
| Rehearsals | joins | **leads** | – | writes the notices |
| Friends' week | **leads** | fixes | watches | – |
| Launch day | decides | on call | on call | **leads** |

The commonest way to ruin a plan like this is to skip week 5 because week 4 ran over. If something has to give, move the date and say so.`,
}
