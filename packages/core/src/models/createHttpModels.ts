import {
  addressBelow,
  createHttpRequest,
  type HttpRequestOptions,
} from '../transport/createHttpRequest.ts'
import { jsonIn } from '../transport/jsonIn.ts'
import type { ModelSource } from './ModelInfo.ts'
import { readModels } from './readModels.ts'

const maxBytes = 256 * 1024

/** The models of a route of ours: `GET {api}/models`. */
export function createHttpModels(options: HttpRequestOptions = {}): ModelSource {
  const { api = '/api/chat' } = options
  const request = createHttpRequest(options)
  return {
    async load({ signal }) {
      const response = await request(addressBelow(api, ['models'], {}), { method: 'GET', signal })
      return readModels(await jsonIn(response, { maxBytes, signal, what: 'models' }))
    },
  }
}
