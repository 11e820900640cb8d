import { openai } from '@ai-sdk/openai'
import { convertToModelMessages, streamText, type UIMessage } from 'ai'

/** A route of the AI SDK as it is: nothing here knows of Millrace. Who may ask is yours to check here. */
export async function route(request: Request): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  const { messages } = (await request.json()) as { messages: UIMessage[] }
  const result = streamText({
    model: openai.chat('gpt-4o-mini'),
    messages: await convertToModelMessages(messages),
    maxOutputTokens: 1024,
    // A stop is a closed connection: there is no other word for it here.
    abortSignal: request.signal,
  })
  return result.toUIMessageStreamResponse()
}
