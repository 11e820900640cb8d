import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import type { Outcome } from './runFiles.ts'

/** Runs the files that it is given, and tells what became of each, a line of JSON for one. */
for (const path of process.argv.slice(2)) {
  const lines: string[] = []
  console.log = (...values) => void lines.push(format(...values))
  let thrown: string | undefined
  try {
    const block = (await import(pathToFileURL(resolve(path)).href)) as {
      readonly POST?: (request: Request) => Promise<Response>
    }
    if (block.POST !== undefined) await ask(block.POST)
  } catch (error) {
    thrown = format(error)
  }
  const outcome: Outcome = {
    path,
    printed: lines.join('\n').trim(),
    ...(thrown === undefined ? {} : { thrown }),
  }
  process.stdout.write(`${JSON.stringify(outcome)}\n`)
}
// A client of Redis and the like would keep it.
process.exit()

async function ask(post: (request: Request) => Promise<Response>): Promise<void> {
  const question = {
    id: 'question',
    role: 'user',
    parts: [{ type: 'text', text: 'What can you do?' }],
  }
  const response = await post(
    new Request('http://127.0.0.1/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: 'chat',
        trigger: 'submit-message',
        messages: [question],
        message: question,
        parentId: null,
      }),
    }),
  )
  const answer = await response.text()
  const isWhole = answer.includes('"finishReason":"stop"') && answer.trimEnd().endsWith('[DONE]')
  if (response.ok && isWhole && !answer.includes('"canned"')) return
  throw new Error(`It did not answer: ${response.status} ${answer}`)
}
