// Millrace, openaiCompatible: our own reader of Chat Completions.
import { openaiCompatible } from '../../../packages/server/dist/index.js'
import { serve } from './_millrace.mjs'
serve((model) => openaiCompatible({ baseURL: process.env.UPSTREAM, model, apiKey: 'x' }))
