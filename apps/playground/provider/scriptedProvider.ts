import { type Clock, type Random, wait } from '@millrace/protocol'
import type { Provider, ProviderRequest } from '@millrace/server'
import { answerTo } from './answerTo.ts'
import type { Manuscript } from './createManuscript.ts'
import { piecesOf } from './piecesOf.ts'
import { refusal, retryAfterMs, type Trouble } from './Trouble.ts'

/** How a provider is at this moment. */
export interface Manner {
  readonly tokensPerSecond: number
  readonly trouble: Trouble
}

export interface Script {
  readonly name: string
  readonly model: string
  readonly clock: Clock
  readonly random: Random
  /** Asked before each word. */
  readonly manner: () => Manner
  /** Takes down what is said. */
  readonly manuscript: Manuscript
}

/** How long it thinks before it speaks, in milliseconds. */
const thinkingMs = 300
/** Timers are not finer: what falls due within this time is said together. */
const breathMs = 4

/** A model that says what was written in advance, piece by piece, unevenly, at the speed it is told. */
export function scriptedProvider({
  name,
  model,
  clock,
  random,
  manner,
  manuscript,
}: Script): Provider {
  let freeAt: number | undefined

  /** @throws {ChatError} while it has troubles. */
  function mayRefuse(): void {
    const { trouble } = manner()
    if (trouble === 'busy') {
      const now = clock.now()
      // Whoever waited as long as it was asked to gets an answer.
      if (freeAt !== undefined && now >= freeAt) {
        freeAt = undefined
        return
      }
      freeAt ??= now + retryAfterMs
      throw refusal('busy', freeAt - now)
    }
    freeAt = undefined
    if (trouble !== 'none') throw refusal(trouble)
  }

  return {
    name,
    model,
    async *stream({ prompt, maxOutputTokens }, { signal }) {
      mayRefuse()
      const pieces = piecesOf(textFor(prompt), random)
      let at = clock.now() + thinkingMs
      for (const piece of pieces.slice(0, maxOutputTokens)) {
        if (at - clock.now() > breathMs) await wait(clock, at - clock.now(), signal)
        at += ((0.3 + 1.4 * random()) * 1000) / manner().tokensPerSecond
        manuscript.write(piece)
        yield [{ type: 'text', text: piece }]
      }
      const finishReason = pieces.length > maxOutputTokens ? 'length' : 'stop'
      yield [{ type: 'finish', finishReason }]
    },
  }
}

/** The answer to the last question; what is left of it where the last answer was cut short. */
function textFor(prompt: ProviderRequest['prompt']): string {
  const said = prompt.map(({ role, content }) => ({ role, text: textOf(content) }))
  const asked = said.filter(({ role }) => role === 'user').at(-1)?.text ?? ''
  const before = said.at(-2)
  if (before?.role === 'assistant' && /^continue\b/i.test(asked)) {
    const question = said.slice(0, -2).findLast(({ role }) => role === 'user')?.text ?? ''
    const whole = answerTo(question)
    if (whole !== before.text && whole.startsWith(before.text))
      return whole.slice(before.text.length)
  }
  return answerTo(asked)
}

function textOf(content: ProviderRequest['prompt'][number]['content']): string {
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}
