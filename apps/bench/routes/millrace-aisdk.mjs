// Millrace, fromLanguageModel: a model of the AI SDK behind our route.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { fromLanguageModel } from '../../../packages/server/dist/index.js'
import { serve } from './_millrace.mjs'
const upstream = createOpenAICompatible({ name: 'up', baseURL: process.env.UPSTREAM, apiKey: 'x' })
serve((model) => fromLanguageModel(upstream(model)))
