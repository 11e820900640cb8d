import type { Answer } from './Answer.ts'

/** A checklist for hunting a memory leak, with a task list. */
export const debugging: Answer = {
  keywords: [
    'debug',
    'debugging',
    'bug',
    'bugs',
    'error',
    'crash',
    'crashes',
    'leak',
    'memory leak',
    'fix',
    'checklist',
    'broken',
    'slow',
    'troubleshoot',
    'why does',
    'not working',
    'fails',
    'todo',
  ],
  text: `# A checklist for the memory leak

Work from the top. Each box rules something out, so don't skip ahead because of a hunch: the hunch is what kept you busy until now.

## 1. Is it a leak at all?

- [ ] Memory after a **forced** garbage collection grows from run to run
- [ ] It keeps growing under *constant* load, for at least 30 minutes
- [ ] The growth has a unit: per request, per connection, per hour
- [x] It isn't simply a cache without a limit (check those first; it nearly always is)

\`\`\`bash
node --expose-gc --max-old-space-size=512 server.js &
npx autocannon -c 20 -d 120 http://localhost:3000/api/health
kill -USR2 $!   # with --heapsnapshot-signal=SIGUSR2
\`\`\`

## 2. Make it small

- [ ] Reproduce it with one route and one kind of request
- [ ] Turn features off by halves until the growth stops
- [ ] Write the test that fails:

\`\`\`ts
test('ten thousand requests leave no listeners behind', async () => {
  const before = emitter.listenerCount('change')
  for (let i = 0; i < 10_000; i++) await handle(request())
  expect(emitter.listenerCount('change')).toBe(before)
})
\`\`\`

## 3. The usual suspects

- [ ] **Listeners** added per request on something that lives for ever
  - [ ] \`process.on\`, a shared \`EventEmitter\`, a database pool
  - [ ] \`signal.addEventListener('abort', …)\` on a signal that never aborts
- [ ] **Timers** nobody clears, each keeping its closure alive
- [ ] **Promises that never settle**, and everything that waits for them
- [ ] **Maps keyed by object** where a \`WeakMap\` was meant
- [ ] **Streams** abandoned half-read
  - [ ] a response body that is neither read nor cancelled
- [ ] **Closures** sharing one scope: the small one keeps the big one's data

## 4. Compare snapshots

1. Warm up, collect, take snapshot **A**.
2. Run 1,000 requests, collect, take **B**.
3. Run 1,000 more, collect, take **C**.
4. Look at what's in C, was made between A and B, and should be gone.
5. Follow the *retainers* upwards until you meet a name you wrote yourself.

| You see many… | Think of |
| --- | --- |
| \`(closure)\` | listeners, timers |
| \`Socket\`, \`TLSWrap\` | bodies not read, connection pools without limits |
| \`(string)\` all alike | a log kept in memory |
| \`Promise\` | something awaited that never comes |

## 5. When it's fixed

- [ ] The test from step 2 passes, and fails again without the fix
- [ ] The graph is flat for a day
- [ ] One paragraph in the change says what it was: *the next person will search for exactly that*

Tell me which box surprised you, and I'll help with the next step.`,
}
