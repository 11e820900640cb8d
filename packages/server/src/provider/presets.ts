import { ChatError } from '@millrace/protocol'
import { environment } from './environment.ts'
import { isBuilding } from './isBuilding.ts'
import { openaiCompatible, type OpenaiCompatibleOptions } from './openaiCompatible.ts'
import type { Provider } from './Provider.ts'

/** What is known of a service that speaks Chat Completions. */
export interface Preset {
  readonly name: string
  /** Up to and without `/chat/completions`; undefined where everybody has an address of his own. */
  readonly baseURL: string | undefined
  /** The variables of the environment that hold the key and, in place of ours, the address. */
  readonly keyVariable: string
  readonly addressVariable: string
  /** Whether it refuses requests without a key. */
  readonly needsKey: boolean
  /** The header that the key goes in, where it is no bearer token. */
  readonly keyHeader?: string
  /** Where it says how it is. */
  readonly statusPage?: string
  /** A local server may load its model for minutes before it answers: connecting has no limit of its own then. */
  readonly isLocal?: boolean
}

/** One row per service. */
export const presets: Readonly<
  Record<'openai' | 'azure' | 'together' | 'groq' | 'ollama', Preset>
> = {
  openai: {
    name: 'openai',
    baseURL: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    addressVariable: 'OPENAI_BASE_URL',
    needsKey: true,
    statusPage: 'https://status.openai.com/',
  },
  azure: {
    name: 'azure',
    baseURL: undefined,
    keyVariable: 'AZURE_OPENAI_API_KEY',
    addressVariable: 'AZURE_OPENAI_BASE_URL',
    needsKey: true,
    keyHeader: 'api-key',
    statusPage: 'https://status.azure.com/',
  },
  together: {
    name: 'together',
    baseURL: 'https://api.together.xyz/v1',
    keyVariable: 'TOGETHER_API_KEY',
    addressVariable: 'TOGETHER_BASE_URL',
    needsKey: true,
    statusPage: 'https://status.together.ai/',
  },
  groq: {
    name: 'groq',
    baseURL: 'https://api.groq.com/openai/v1',
    keyVariable: 'GROQ_API_KEY',
    addressVariable: 'GROQ_BASE_URL',
    needsKey: true,
    statusPage: 'https://groqstatus.com/',
  },
  ollama: {
    name: 'ollama',
    baseURL: 'http://127.0.0.1:11434/v1',
    keyVariable: 'OLLAMA_API_KEY',
    addressVariable: 'OLLAMA_BASE_URL',
    needsKey: false,
    isLocal: true,
  },
}

export type PresetOptions = Partial<Omit<OpenaiCompatibleOptions, 'model'>>

type PresetProvider = (model: string, options?: PresetOptions) => Provider

/** OpenAI. Key: `OPENAI_API_KEY`; address: `OPENAI_BASE_URL`. @throws {ChatError} `auth` without a key. */
export const openai: PresetProvider = fromPreset(presets.openai)
/**
 * Azure OpenAI, by its v1 interface. Key: `AZURE_OPENAI_API_KEY`; address: `AZURE_OPENAI_BASE_URL`, such as
 * `https://my-resource.openai.azure.com/openai/v1`. `model` is the name of a deployment.
 * @throws {ChatError} `auth` without a key, `invalid_request` without an address.
 */
export const azure: PresetProvider = fromPreset(presets.azure)
/** Together AI. Key: `TOGETHER_API_KEY`. @throws {ChatError} `auth` without a key. */
export const together: PresetProvider = fromPreset(presets.together)
/** Groq. Key: `GROQ_API_KEY`. @throws {ChatError} `auth` without a key. */
export const groq: PresetProvider = fromPreset(presets.groq)
/** Ollama on this machine. Address: `OLLAMA_BASE_URL`; no key. */
export const ollama: PresetProvider = fromPreset(presets.ollama)

function fromPreset(preset: Preset): PresetProvider {
  const { name, keyVariable, addressVariable, keyHeader, statusPage } = preset
  return (model, options = {}) => {
    const apiKey = options.apiKey ?? environment(keyVariable) ?? ''
    const baseURL = options.baseURL ?? environment(addressVariable) ?? preset.baseURL
    if (isBuilding()) return unasked(name, model)
    if (preset.needsKey && apiKey === '') {
      throw new ChatError('auth', `${name} needs a key: set ${keyVariable}, or pass apiKey.`)
    }
    if (baseURL === undefined || baseURL === '') {
      throw new ChatError(
        'invalid_request',
        `${name} needs an address: set ${addressVariable}, or pass baseURL.`,
      )
    }
    const provider = openaiCompatible({
      name,
      ...options,
      ...(apiKey === '' ? {} : { apiKey }),
      ...(keyHeader === undefined ? {} : { keyHeader }),
      baseURL,
      model,
    })
    return {
      ...provider,
      ...(statusPage === undefined ? {} : { statusPage }),
      ...(preset.isLocal === true ? { tellsHeaders: false } : {}),
    }
  }
}

/** Stands for a provider while a page is built: its key and its address are known where it runs. */
function unasked(name: string, model: string): Provider {
  return {
    name,
    model,
    // oxlint-disable-next-line eslint/require-yield -- it has nothing to say.
    async *stream() {
      throw new ChatError('auth', `${name} is not asked while a page is built.`)
    },
  }
}
