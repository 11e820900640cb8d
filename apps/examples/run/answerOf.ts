/**
 * Asks a chat route as any program can, and reads its stream to the end.
 * @returns The text of the answer.
 */
export async function answerOf(api: string, question: string): Promise<string> {
  const message = { id: 'question', role: 'user', parts: [{ type: 'text', text: question }] }
  const response = await fetch(api, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'chat', messages: [message] }),
  })
  const body = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${body}`)
  const data = [...body.matchAll(/^data: (.*)$/gm)].map(([, line = '']) => line)
  if (data.pop() !== '[DONE]') throw new Error(`The stream has no end:\n${body}`)
  return data
    .map((line) => JSON.parse(line) as { readonly type: string; readonly delta?: string })
    .map(({ type, delta = '' }) => (type === 'text-delta' ? delta : ''))
    .join('')
}
