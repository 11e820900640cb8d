import type { Shape } from './Shape.ts'

/** `{ error: { message, type, param, code } }` */
export const openai: Shape = {
  says: {},
  body: ({ message, type, param, code }) => ({ error: { message, type, param, code } }),
}
