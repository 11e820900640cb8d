import type { Answer } from './Answer.ts'

export const code: Answer = {
  fits: /\b(code|function|typescript|javascript|python|retry|program|sql|bug)\b/i,
  starter: { label: 'Code', question: 'Show me code for a retry with jitter' },
  text: `Here is a retry that does not make an outage worse. The waits double, and each is a *random* share of what it could be, so that a thousand clients do not come back in the same second.

\`\`\`ts
interface RetryOptions {
  /** Tries in all, the first one included. */
  readonly attempts: number
  readonly baseMs: number
  readonly capMs: number
  readonly signal: AbortSignal
}

export async function retry<Value>(
  ask: (attempt: number) => Promise<Value>,
  { attempts, baseMs, capMs, signal }: RetryOptions,
): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(attempt)
    } catch (error) {
      if (attempt === attempts || signal.aborted) throw error
      const most = Math.min(capMs, baseMs * 2 ** (attempt - 1))
      await sleep(Math.random() * most, signal)
    }
  }
}
\`\`\`

The same in Python, for the other end of the line:

\`\`\`python
import asyncio
import random


async def retry(ask, attempts=4, base=0.5, cap=15.0):
    for attempt in range(1, attempts + 1):
        try:
            return await ask(attempt)
        except ConnectionError:
            if attempt == attempts:
                raise
            most = min(cap, base * 2 ** (attempt - 1))
            await asyncio.sleep(random.uniform(0, most))
\`\`\`

And who has been trying too hard?

\`\`\`sql
SELECT client, count(*) AS tries, max(attempt) AS worst
FROM requests
WHERE status >= 500 AND at > now() - interval '10 minutes'
GROUP BY client
HAVING count(*) > 20
ORDER BY tries DESC;
\`\`\`

Three things to mind:

1. Only repeat what may be repeated. A question with an **idempotency key** may, a payment without one may not.
2. If the other side says \`Retry-After\`, believe it.
3. Bound the retries of the whole process, not only those of one request: \`10 %\` more load is help, \`300 %\` is a second outage.`,
}
