import type { Shape } from './Shape.ts'

/** The error is a text, with nothing around it to tell its kind by. */
export const ollama: Shape = {
  says: {
    401: { message: 'unauthorized' },
    404: { message: "model 'gpt-simulated' not found" },
    500: { message: 'llama runner process has terminated: signal: killed' },
    503: { message: 'server busy, please try again.  maximum pending requests exceeded' },
    'context-length': { message: 'the input length exceeds the context length' },
  },
  body: ({ message }) => ({ error: message }),
}
