import { getRequestListener } from '@hono/node-server'
import react from '@vitejs/plugin-react'
import { type Connect, defineConfig, type Plugin } from 'vite'

/** The chat route beside the page, in one process. Loaded when it is served: a build needs no key. */
function chatRoute(): Plugin {
  const mount = async ({ middlewares }: { middlewares: Connect.Server }) => {
    const { route } = await import('./route.ts')
    middlewares.use('/api/chat', getRequestListener(route))
  }
  return { name: 'chat-route', configureServer: mount, configurePreviewServer: mount }
}

const address = { host: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }

export default defineConfig({
  plugins: [react(), chatRoute()],
  server: address,
  preview: address,
})
