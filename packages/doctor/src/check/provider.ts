import type { ErrorCode, ErrorInfo } from '@millrace/protocol'
import {
  errorIn,
  errorTextIn,
  factsIn,
  isSaid,
  isTerminal,
  noticesIn,
} from '../answer/answerFacts.ts'
import type { Opening } from '../answer/open.ts'
import type { Answer } from '../answer/readAnswer.ts'
import { failed, gathered, type Problem, skipped, warning } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'
import type { Health } from '../route/readHealth.ts'

export interface ProviderSeen {
  readonly opening: Opening
  /** undefined where it is not told. */
  readonly health: Health | undefined
  /** The names of the models that a client may choose, as far as they are told. */
  readonly models: readonly string[]
}

/** Whether the first answer comes, and who gave it. */
export function provider({ opening, health, models }: ProviderSeen): Finding {
  if (opening.kind === 'unreached') return skipped('The route was not reached.')
  const ill = illness(health)
  if (opening.kind === 'refused') {
    const { status } = opening.asked.visit.response
    const problem =
      opening.info === undefined
        ? failed(
            `The question was refused with status ${status}, and no code says why.`,
            'See the log of the server at this time.',
          )
        : refusal(opening.info, models)
    return gathered([problem, ...ill], '')
  }
  const { asked, answer } = opening
  const { arrivals } = answer
  const problem = ended(answer, models)
  if (problem !== undefined) return gathered([problem, ...ill], '')
  const facts = factsIn(arrivals)
  const who = typeof facts.provider === 'string' ? facts.provider : undefined
  const model = typeof facts.model === 'string' ? facts.model : undefined
  const first = arrivals.find(isSaid)
  const by = who === undefined ? 'An answer came' : `${who}${model ? ` (${model})` : ''} answered`
  const after =
    first === undefined
      ? ''
      : `, the first word after ${Math.round(first.atMs - asked.visit.askedAt)} ms`
  return gathered([...hidden(answer), ...ill], `${by}${after}.`)
}

/** Why an answer is none; undefined where it is one. */
function ended(answer: Answer, models: readonly string[]): Problem | undefined {
  const { arrivals, error } = answer
  const info = errorIn(arrivals)
  if (info !== undefined) return refusal(info, models)
  const errorText = errorTextIn(arrivals)
  if (errorText !== undefined) {
    return failed(
      `The answer failed: ${errorText.slice(0, 200)}`,
      'See the log of the server: the stream carries no code that says why.',
    )
  }
  const [canned] = noticesIn(arrivals, 'canned')
  if (canned !== undefined) return refusalOf(canned['reason'])
  if (error?.code === 'timeout' && !arrivals.some(isSaid)) {
    return failed(
      `${error.message} No word of an answer came.`,
      'See whether the server reaches the provider. A slow model needs a higher --timeout.',
    )
  }
  if (!arrivals.some(isSaid) && arrivals.some(isTerminal)) {
    return warning(
      'The answer ended without a word.',
      'See what the model says to another --question.',
    )
  }
  if (!arrivals.some(isSaid)) {
    return failed('No word of an answer came.', 'See the log of the server at this time.')
  }
  return undefined
}

/** What went wrong and did not show: another provider stood in, or it was asked again. */
function hidden({ arrivals }: Answer): readonly Problem[] {
  const failedOver = noticesIn(arrivals, 'failed-over').slice(0, 1)
  const retrying = noticesIn(arrivals, 'retrying').slice(0, 1)
  return [
    ...failedOver.map(({ code }) =>
      warning(
        `Another provider answered, since the first one failed (${codeOf(code)}).`,
        adviceFor(codeOf(code)).advice,
      ),
    ),
    ...retrying.map(({ code }) =>
      warning(
        `The provider had to be asked more than once (${codeOf(code)}).`,
        'Once is no matter. See the log of the server if it happens again.',
      ),
    ),
  ]
}

function illness(health: Health | undefined): readonly Problem[] {
  if (health === undefined || health.status === 'ok') return []
  if (health.status === 'draining') {
    return [
      warning(
        'The route says that it is draining.',
        'It is about to end: look at the node that takes its place.',
      ),
    ]
  }
  const open = health.open.slice(0, 5).join(', ')
  const which = open === '' ? '' : ` Left alone for the moment: ${open}.`
  return [
    warning(
      `The route says that it is degraded.${which}`,
      'Its health says why to whoever `admin` lets in: hand in such a session with --header.',
    ),
  ]
}

/** What automatic replies stand for. */
const replies = {
  outage: [
    'no provider answers',
    'See the log of the server for its code: a provider that is down, a base URL or a model that is wrong.',
  ],
  budget: [
    'an allowance is used up, of the provider or of `budget`',
    'See the balance at the provider, and GET …/usage of the route.',
  ],
  'rate-limit': [
    'the provider takes no more requests for now',
    'Wait, or see the limits of the account.',
  ],
  policy: ['the provider refused the question for its content', 'Choose another --question.'],
} as const

function refusalOf(reason: unknown): Problem {
  const isKnown = typeof reason === 'string' && Object.hasOwn(replies, reason)
  const [why, advice] = replies[isKnown ? (reason as keyof typeof replies) : 'outage']
  return failed(`An automatic reply came in place of an answer: ${why}.`, advice)
}

interface Advice {
  readonly seen: string
  readonly advice: string
}

const unknown: Advice = {
  seen: 'Something went wrong behind the route.',
  advice: 'See the log of the server at this time.',
}

const advices: Partial<Record<ErrorCode, Advice>> = {
  auth: {
    seen: 'The provider refused the key of the route.',
    advice:
      'See whether the variable with the key (OPENAI_API_KEY and the like) is set where the route runs, holds the whole key, and whether the key is still valid.',
  },
  permission: {
    seen: 'The key may not use this model.',
    advice: 'See what the account, the project and the key are allowed at the provider.',
  },
  region: {
    seen: 'The provider does not serve the region of the server.',
    advice: 'Run the route in another region, or name another provider.',
  },
  model_not_found: {
    seen: 'The model does not exist.',
    advice: 'See how the model is called at the provider, and what --model says.',
  },
  quota: {
    seen: 'The allowance is used up: waiting does not help.',
    advice: 'See the balance and the spending limit at the provider, and `budget` of the route.',
  },
  rate_limit: {
    seen: 'There are too many requests for now.',
    advice: 'Wait and try again. See `limits` of the route, and the limits of the account.',
  },
  overloaded: { seen: 'The provider is overloaded.', advice: 'Try again in a moment.' },
  server_error: {
    seen: 'The server or its provider had an error.',
    advice: 'See the log of the server at this time.',
  },
  timeout: {
    seen: 'The provider took too long.',
    advice: 'See whether the server reaches it, and `timeouts` of the route.',
  },
  network: {
    seen: 'The server does not reach the provider.',
    advice: 'See the base URL, and whether the server may connect to the outside.',
  },
  not_a_stream: {
    seen: 'The provider answered with something that is no answer.',
    advice: 'See the base URL: it ends in /v1 for most providers.',
  },
  bad_event: {
    seen: 'What the provider said could not be read.',
    advice: 'See whether the base URL leads to a server of Chat Completions.',
  },
  invalid_request: {
    seen: 'The question was not understood.',
    advice:
      'See the log of the server: it says which field, and whether route or provider refused it.',
  },
  content_policy: {
    seen: 'The question was refused for its content.',
    advice: 'Choose another --question.',
  },
  busy: {
    seen: 'The route says that another answer is being written.',
    advice: 'Try again in a moment.',
  },
  unavailable: {
    seen: 'The route takes no questions for now: it is paused or restarts.',
    advice: 'Try again in a moment. After a stop of everything it has to be started again.',
  },
}

function refusal({ code, status }: ErrorInfo, models: readonly string[]): Problem {
  const { seen, advice } = adviceFor(code)
  const what = status === undefined ? code : `${code}, status ${status}`
  const known =
    code === 'model_not_found' && models.length > 0
      ? ` The route has: ${models.slice(0, 10).join(', ')}.`
      : ''
  return failed(`${seen} (${what})`, `${advice}${known}`)
}

function adviceFor(code: string): Advice {
  const known = Object.hasOwn(advices, code) ? advices[code as ErrorCode] : undefined
  return known ?? unknown
}

/** The code of a notice, which is hostile. */
function codeOf(code: unknown): string {
  return typeof code === 'string' ? code.slice(0, 32) : 'unknown'
}
