import type { ShapeName } from '../shapes/Shape.ts'

/** The formats in which a model is asked, and a recording plays. */
export type Api = 'chat' | 'responses' | 'messages'

/** Where each is asked, below the base path. */
export const apiPaths: Readonly<Record<Api, string>> = {
  chat: '/chat/completions',
  responses: '/responses',
  messages: '/messages',
}

/** The format that is asked for at a path below the base path. */
export function apiAt(path: string | undefined): Api | undefined {
  return (Object.keys(apiPaths) as Api[]).find((api) => apiPaths[api] === path)
}

/** Whose errors a path has: Anthropic's where messages are asked for. */
export function shapeAt(path: string | undefined): ShapeName {
  return path === apiPaths.messages ? 'anthropic' : 'openai'
}
