import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createChatRoute, openai } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'

const inPage = 'http://127.0.0.1:3001/api/chat'

// The first origin: a server of static files. What is in the folder `dist` of @millrace/embed lies there below /millrace.
const dist = 'node_modules/@millrace/embed/dist'
const files = new Map<string | undefined, string>()
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (name.endsWith('.js')) files.set(`/millrace/${name}`, readFileSync(`${dist}/${name}`, 'utf8'))
}
const pages = createServer((request, response) => {
  const file = files.get(request.url)
  response.setHeader('content-type', request.url === '/' ? 'text/html' : 'text/javascript')
  response.writeHead(file === undefined ? 404 : 200).end(file)
})
const origin = await listen(pages, process.env['PORT'] ?? '3000')

/** The second origin: the chat's route, which lets pages of the first one in. Not needed where CHAT_API names another. */
async function startChat(): Promise<string> {
  const route = createChatRoute({
    providers: [openai('gpt-4o-mini')],
    // Pages of which other origins may ask.
    origins: [origin],
    // Who asks. A product asks its session here.
    identify: () => ({ user: 'visitor' }),
    // What a loop or a stolen session can cost at most.
    budget: { total: { perDayUsd: 5 } },
  })
  const chat = createServer(toNodeListener(route))
  return `${await listen(chat, process.env['CHAT_PORT'] ?? '3001')}/api/chat`
}

const api = process.env['CHAT_API'] ?? (await startChat())
files.set('/', readFileSync('index.html', 'utf8').replace(inPage, api))
console.log(`${origin}/`)

async function listen(server: Server, port: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`
}
