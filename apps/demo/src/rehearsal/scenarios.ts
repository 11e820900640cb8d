import { calm, type ProviderTrouble, type Scenario } from './Scenario.ts'

/** Everything as usual. */
export const allIsWell: Scenario = {
  id: 'well',
  name: 'All is well',
  seen: 'Nothing goes wrong on purpose.',
  trouble: calm,
}

/** What can be rehearsed, in groups as they are shown. */
export const scenarioGroups: readonly {
  readonly name: string
  readonly scenarios: readonly Scenario[]
}[] = [
  {
    name: 'The provider',
    scenarios: [
      {
        id: 'down',
        name: 'Down',
        seen: 'The provider answers 503 to everything. The route tries three times, then an automatic reply stands in for the model. After five failures in a row it leaves the provider alone, and one question every 10 to 20 seconds looks again.',
        trouble: { outage: true, faults: {} },
      },
      {
        id: 'down-a-minute',
        name: 'Down for a minute',
        seen: 'The provider answers 503 to everything for a minute, then it is back, as long as a page of the demo is open. The first question that the route lets through after that finds it well.',
        trouble: { outage: true, faults: {} },
        forMs: 60_000,
      },
      {
        id: 'rate-limit',
        name: 'Rate limit, 8 seconds',
        seen: 'Too many requests: 429 and Retry-After 8. The route waits as long as it is told, twice, then says by an automatic reply that there is a lot to do. Whoever asks meanwhile gets that reply at once: the limit is known.',
        trouble: all('429@8'),
      },
      {
        id: 'overloaded',
        name: 'Overloaded',
        seen: 'The provider answers 529. The route tries three times with pauses of a second or two, then an automatic reply stands in.',
        trouble: all('529'),
      },
      {
        id: 'quota',
        name: 'Allowance used up',
        seen: 'The account has no credit left: 429 insufficient_quota. Waiting does not help, so the route asks once, says so, and leaves the provider alone: for 20 seconds here, for 10 minutes unless told otherwise.',
        trouble: all('quota'),
      },
      {
        id: 'too-long',
        name: 'Conversation too long',
        seen: 'The provider refuses the prompt as longer than its window. The route counts anew and tries once more; where that does not help either, it is said, and the question is kept.',
        trouble: all('context-length'),
      },
    ],
  },
  {
    name: 'Its answers',
    scenarios: [
      {
        id: 'slow-start',
        name: 'First word after 20 seconds',
        seen: 'The provider takes the question and says nothing for 20 seconds. The page waits, Stop works at once, and the answer comes.',
        trouble: all('slow-first@20000'),
      },
      {
        id: 'trickle',
        name: 'A word now and then',
        seen: 'Half a second between words. The answer grows as it comes, and nothing times out: there is progress.',
        trouble: all('slow-tokens@500'),
      },
      {
        id: 'cut',
        name: 'Cut in the middle',
        seen: 'The connection to the provider breaks after the first sentences. What came stays, the answer is marked as interrupted, and Continue goes on where it ended.',
        trouble: all('cut@12000'),
      },
      {
        id: 'silent',
        name: 'Silent in the middle',
        seen: 'The provider stops speaking and keeps the connection open. After 30 seconds without progress the route ends the answer as one that took too long, and keeps what came.',
        trouble: all('stall@12000'),
      },
      {
        id: 'garbled',
        name: 'Garbled',
        seen: 'After some words the provider sends what is no answer. What came stays, with a word that the answer could not be read, and another try: nothing garbled reaches the page.',
        trouble: all('garbage@30'),
      },
    ],
  },
  {
    name: 'The way from this page to the route',
    scenarios: [
      {
        id: 'unreachable',
        name: 'The route cannot be reached',
        seen: 'Every request of the chat fails in this browser as if the network were gone. What you ask waits, and is sent once the route is back. The provider hears nothing until then.',
        trouble: calm,
        way: 'unreachable',
      },
      {
        id: 'way-cut',
        name: 'Breaks off again and again',
        seen: 'Every stream breaks off after 6 KB. The page asks for the rest each time: the answer is whole in the end, and the provider was asked once.',
        trouble: calm,
        way: 'cut',
      },
      {
        id: 'way-shuffled',
        name: 'Twice, and in the wrong order',
        seen: 'Events of the answer come twice and change places. Each has a number, so the text is right all the same.',
        trouble: calm,
        way: 'shuffled',
      },
    ],
  },
]

/** All of them, the calm one first. */
export const scenarios: readonly Scenario[] = [
  allIsWell,
  ...scenarioGroups.flatMap((group) => group.scenarios),
]

/** The same for all models. */
function all(fault: string): ProviderTrouble {
  return { outage: false, faults: { '*': fault } }
}
