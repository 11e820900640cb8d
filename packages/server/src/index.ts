export type { Identify, Identity } from './access/ownerOf.ts'
export type { TimeoutLimits } from './policy/withTimeouts.ts'
export { fromLanguageModel, type AnyLanguageModel } from './provider/fromLanguageModel.ts'
export { openai } from './provider/openai.ts'
export { openaiCompatible, type OpenaiCompatibleOptions } from './provider/openaiCompatible.ts'
export type { Provider, ProviderEvent, ProviderRequest } from './provider/Provider.ts'
export { toPrompt } from './provider/toPrompt.ts'
export {
  type ChatRoute,
  type ChatRouteOptions,
  createChatRoute,
  type HandleOptions,
  type RouteLimits,
} from './route/createChatRoute.ts'
export { consoleLogger, type Logger, type LogRecord } from './route/Logger.ts'
export type { WindowOptions } from './window/fitWindow.ts'
export { summarizeWith } from './window/summarizeWith.ts'
