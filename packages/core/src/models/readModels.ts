import { ChatError } from '@millrace/protocol'
import type { ModelInfo, ModelList } from './ModelInfo.ts'

/** More than anybody chooses from. */
const most = 200
/** As long as our route lets a name be. */
const longestName = 128

/**
 * Checks a list of models. An entry without a usable id, or with one that was there before, is dropped.
 * @throws {ChatError} `bad_event` for what is no such list.
 */
export function readModels(body: unknown): ModelList {
  if (!isObject(body) || !Array.isArray(body['models'])) {
    throw new ChatError(
      'bad_event',
      'The server answered with something that is no list of models.',
    )
  }
  const models = new Map<string, ModelInfo>()
  for (const entry of body['models'].slice(0, most) as unknown[]) {
    const model = modelOf(entry)
    if (model !== undefined && !models.has(model.id)) models.set(model.id, model)
  }
  const first = body['default']
  return {
    models: [...models.values()],
    ...(typeof first === 'string' && models.has(first) ? { default: first } : {}),
  }
}

function modelOf(entry: unknown): ModelInfo | undefined {
  if (!isObject(entry)) return undefined
  const { id, provider, model, contextWindow, images } = entry
  if (!isName(id)) return undefined
  const isCount = Number.isSafeInteger(contextWindow) && (contextWindow as number) > 0
  return {
    id,
    ...(isName(provider) ? { provider } : {}),
    ...(isName(model) ? { model } : {}),
    ...(isCount ? { contextWindow: contextWindow as number } : {}),
    ...(images === true ? { images } : {}),
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestName
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
