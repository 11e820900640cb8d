export type { Identify, Identity } from './access/identityOf.ts'
export type {
  ChatChange,
  ChatKey,
  ChatList,
  ChatSummary,
  History,
  HistoryQuery,
  ListQuery,
  StoredPage,
} from './history/History.ts'
export { memoryHistory, type MemoryHistoryOptions } from './history/memoryHistory.ts'
export type { BudgetOptions, BudgetState } from './budget/Budget.ts'
export type { BudgetAlert } from './budget/budgetAlert.ts'
export { webhookAlerts, type WebhookAlertsOptions } from './budget/webhookAlerts.ts'
export type { CacheOptions } from './cache/CacheOptions.ts'
export type { RequestLimits, RequestRate } from './limits/limits.ts'
export type { BreakerLimits } from './policy/breaker.ts'
export { type Policy, withPolicies } from './policy/Policy.ts'
export { resilient, type ResilienceOptions } from './policy/resilient.ts'
export type { RetryOptions } from './policy/withRetry.ts'
export type { ThrottleOptions } from './policy/withThrottle.ts'
export type { TimeoutLimits } from './policy/withTimeouts.ts'
export { fromLanguageModel, type AnyLanguageModel } from './provider/fromLanguageModel.ts'
export { openaiCompatible, type OpenaiCompatibleOptions } from './provider/openaiCompatible.ts'
export type {
  Provider,
  ProviderEvent,
  ProviderRequest,
  StreamOptions,
} from './provider/Provider.ts'
export {
  azure,
  groq,
  ollama,
  openai,
  type Preset,
  type PresetOptions,
  presets,
  together,
} from './provider/presets.ts'
export { toLanguageModel } from './provider/toLanguageModel.ts'
export { toPrompt } from './provider/toPrompt.ts'
export type {
  Passage,
  PassageOfDocument,
  PassageOfPage,
  Retrieve,
  RetrieveContext,
} from './retrieval/Retrieve.ts'
export type {
  Alert,
  ChatRoute,
  ChatRouteOptions,
  Guard,
  HandleOptions,
  Rejection,
  RouteLimits,
  RouterContext,
} from './route/ChatRouteOptions.ts'
export { createChatRoute } from './route/createChatRoute.ts'
export type { ModelInfo, SelectModel } from './route/createModels.ts'
export { consoleLogger, type Logger, type LogRecord } from './route/Logger.ts'
export { memoryStore } from './store/memoryStore.ts'
export type { RedisClient } from './store/redis/RedisClient.ts'
export { redisStore, type RedisStoreOptions } from './store/redisStore.ts'
export type { Store } from './store/Store.ts'
export type { InputSchema } from './tools/inputSchema.ts'
export type { Tool, ToolExecution, Tools } from './tools/Tool.ts'
export type { UsageCounts } from './usage/UsageLog.ts'
export type { ReportRow, UsageDimension, UsageReport } from './usage/usageReport.ts'
export type { WindowOptions } from './window/fitWindow.ts'
export { summarizeWith } from './window/summarizeWith.ts'
export type { Meter, Span, Telemetry, Tracer } from './telemetry/Telemetry.ts'
