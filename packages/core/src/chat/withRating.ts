import { factsOf, type Message, type Rating } from '@millrace/protocol'

/** The message with the user's rating among its facts, or without one. */
export function withRating<M extends Message>(message: M, rating: Rating | undefined): M {
  const { rating: _, ...facts } = factsOf(message)
  const metadata = typeof message.metadata === 'object' ? message.metadata : {}
  const millrace = rating === undefined ? facts : { ...facts, rating }
  return { ...message, metadata: { ...metadata, millrace } }
}
