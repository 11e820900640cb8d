import { ChatError } from '@millrace/protocol'
import { identityOf } from '../access/identityOf.ts'
import { readJson } from '../access/readJson.ts'
import { sha256 } from '../digest/sha256.ts'
import type { InTurn } from '../waiting/inTurn.ts'
import type { HandleOptions } from './ChatRouteOptions.ts'
import type { AnswerName, KnownAnswer } from './createAnswers.ts'
import { type AnsweringOptions, createAnswering } from './createAnswering.ts'
import type { Admission } from './createSharing.ts'
import type { Streams } from './createStreams.ts'
import type { Questions } from './Question.ts'
import { busy, paused, restarting } from './refusals.ts'
import { runIdOf, turnOf } from './requestNames.ts'

export interface PostOptions extends AnsweringOptions {
  readonly questions: Questions
  /** The most that a body may hold. */
  readonly bodyBytes: number
  readonly streams: Pick<Streams, 'follow' | 'followRemote'>
  /** One question of a chat at a time, until its answer is known: of two, the second sees the first. */
  readonly oneByOne: InTurn
}

/** Takes a question, or the same once more. */
export function createPost(
  post: PostOptions,
): (request: Request, handling: HandleOptions) => Promise<Response> {
  const { options, questions, answers, sharing, streams, oneByOne, clock, newId } = post
  const answer = createAnswering(post)

  return async (request, { waitUntil }) => {
    const receivedAt = clock.now()
    const known = await identityOf(request, options.identify)
    const { owner } = known
    if (post.isDraining()) throw restarting()
    if ((await post.emergencyStop.check()).stopped) throw paused()
    const runId = runIdOf(request)
    const { value, bytes } = await readJson(request, post.bodyBytes)
    const read = questions.read(value)
    const { chatId } = read
    // Only a run id makes a repeat, and a repeat is told by its body.
    const bodyHash = runId === undefined ? '' : await hashOf(bytes)
    const repeated = (): KnownAnswer | undefined =>
      runId === undefined ? undefined : answers.find({ owner, chatId, runId })
    const before = repeated()
    if (before !== undefined) return streams.follow(request, sameAs(bodyHash, before))
    return await oneByOne(turnOf(owner, chatId), async () => {
      const again = repeated()
      if (again !== undefined) return streams.follow(request, sameAs(bodyHash, again))
      const name = { owner, chatId, runId, streamId: newId() }
      const begun = await admit(name, bodyHash)
      if (begun.status === 'known') {
        return streams.followRemote(request, sameAs(bodyHash, begun.run))
      }
      const admitted = { request, receivedAt, read, known, name, bodyHash, begun, waitUntil }
      try {
        return streams.follow(request, await answer(admitted), receivedAt)
      } catch (thrown) {
        if (begun.status === 'new' && answers.find(name) === undefined) {
          sharing?.abandon(name.streamId)
        }
        throw thrown
      }
    })
  }

  /** Asks the other nodes. A stock client's question takes the place of what runs there, as it does here. */
  async function admit(
    name: AnswerName & { readonly streamId: string },
    bodyHash: string,
  ): Promise<Exclude<Admission, { readonly status: 'busy' }>> {
    if (sharing === undefined) return { status: 'alone' }
    for (let tries = 0; ; tries++) {
      const admission = await sharing.admit(name, bodyHash)
      if (admission.status !== 'busy') return admission
      const { run } = admission
      // One of this node is looked at here.
      if (answers.running(name.owner, name.chatId)?.streamId === run.streamId) {
        await answers.makeRoom(name)
      } else if (name.runId !== undefined || tries === 3) throw busy()
      else await sharing.stop(run, 'stopped')
    }
  }
}

/** @throws {ChatError} `conflict` where the key that named an answer comes with another question. */
function sameAs<Named extends { readonly bodyHash?: string }>(
  bodyHash: string,
  named: Named,
): Named {
  if (named.bodyHash === bodyHash) return named
  throw new ChatError('conflict', 'This Idempotency-Key was used for another question.', {
    status: 409,
  })
}

/** The same for the same bytes. Where there is no `crypto.subtle`, as in a page that came without TLS, the text itself. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return (await sha256(bytes)) ?? new TextDecoder().decode(bytes)
}
