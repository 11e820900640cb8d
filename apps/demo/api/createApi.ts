import { createAnthropic } from '@ai-sdk/anthropic'
import { nanoDollars } from '@millrace/protocol'
import { o200k } from '@millrace/protocol/o200k'
import {
  type ChatRoute,
  createChatRoute,
  fromLanguageModel,
  memoryHistory,
  openai,
  openaiCompatible,
  type Provider,
} from '@millrace/server'
import { createSimulator, type Simulator } from '@millrace/simulator'
import { tools } from './tools.ts'

export interface Api {
  readonly route: ChatRoute
  /** The model that the demo brings along; undefined when a real provider answers. */
  readonly simulator: Simulator | undefined
  /** Who answers, for the page. */
  readonly provider: { readonly provider: string; readonly model: string }
}

export interface ApiOptions {
  /** Where this very server listens: the simulator is called over HTTP like any provider. */
  readonly origin: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whoever sends it may see what was used, and stop everything. */
  readonly adminKey: string
}

const system =
  'You are a helpful assistant. Answer in Markdown, and briefly where a short answer does.'

/**
 * The demo's back end: one route. With `OPENAI_API_KEY` (and `OPENAI_BASE_URL`, `OPENAI_MODEL`) or
 * `ANTHROPIC_API_KEY` (and `ANTHROPIC_MODEL`) real providers answer, else the simulator does.
 */
export function createApi({ origin, env, adminKey }: ApiOptions): Api {
  const real = realProvider(env)
  const simulator =
    real === undefined
      ? createSimulator({
          basePath: '/simulator/v1',
          ...(env['MILLRACE_RECORDINGS'] === undefined
            ? {}
            : { recordings: env['MILLRACE_RECORDINGS'] }),
        })
      : undefined
  const simulated = (model: string): Provider =>
    openaiCompatible({
      name: 'simulator',
      baseURL: `${origin}/simulator/v1`,
      model,
      apiKey: 'simulator',
    })
  const provider = real ?? simulated(env['MILLRACE_SIMULATOR_MODEL'] ?? 'gpt-4o-mini')
  // The page offers a choice where there is one.
  const others = real === undefined ? { 'gpt-4o': [simulated('gpt-4o')] as const } : {}
  return {
    simulator,
    provider: { provider: provider.name, model: provider.model },
    route: createChatRoute({
      models: { [provider.model]: [provider], ...others },
      system,
      tokens: o200k(),
      maxOutputTokens: 4096,
      tools,
      // Kept as long as this process runs. A product has a database here.
      history: memoryHistory(),
      // Everybody at this machine is the same visitor. A product asks its session here.
      identify: () => ({ user: 'visitor' }),
      admin: ({ headers }) => headers.get('authorization') === `Bearer ${adminKey}`,
      // A rehearsal is shorter than an outage: what failed on purpose is looked at again soon.
      ...(simulator === undefined
        ? {}
        : { breaker: { openMs: 10_000, maxOpenMs: 20_000, quotaMs: 20_000 } }),
      // The same question in a new chat is answered at once, for nothing.
      cache: {},
      // Where a loop or a leaked key would end: of whatever costs money there is to be a most.
      budget: {
        user: { perDayUsd: 1 },
        total: { perDayUsd: 5 },
        // Of models that the catalogue does not know, dollars per million tokens.
        defaultPrice: { input: 1 * nanoDollars, output: 4 * nanoDollars },
      },
      limits: { user: { requestsPerMinute: 60 }, attachments: { totalBytes: 14_000_000 } },
    }),
  }
}

function realProvider(env: ApiOptions['env']): Provider | undefined {
  if (env['OPENAI_API_KEY'] !== undefined && env['OPENAI_API_KEY'] !== '') {
    return openai(env['OPENAI_MODEL'] ?? 'gpt-4o-mini', {
      apiKey: env['OPENAI_API_KEY'],
      ...(env['OPENAI_BASE_URL'] === undefined ? {} : { baseURL: env['OPENAI_BASE_URL'] }),
    })
  }
  if (env['ANTHROPIC_API_KEY'] !== undefined && env['ANTHROPIC_API_KEY'] !== '') {
    const anthropic = createAnthropic({ apiKey: env['ANTHROPIC_API_KEY'] })
    return fromLanguageModel(anthropic(env['ANTHROPIC_MODEL'] ?? 'claude-haiku-4-5'))
  }
  return undefined
}
