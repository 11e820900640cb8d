import type { IncomingMessage } from 'node:http'
import { answerChat } from '../chat-completions/answerChat.ts'
import { invalidRequest } from '../errors/ApiError.ts'
import type { Faults } from '../faults/Faults.ts'
import { faultsOfModel } from '../faults/faultsOf.ts'
import { replaceAnswer } from '../faults/replaceAnswer.ts'
import { allow } from '../http/allow.ts'
import { checkKey } from '../http/checkKey.ts'
import { isJsonObject, type JsonObject } from '../http/JsonObject.ts'
import { parseJson } from '../http/parseJson.ts'
import { recordingPrefix } from '../models/createModels.ts'
import { playRecording } from '../recordings/playRecording.ts'
import { announceLimits, takeFromLimits } from '../rate-limit/announceLimits.ts'
import { apiPaths } from './Api.ts'
import type { Exchange } from './Exchange.ts'
import type { Service } from './Service.ts'

/** A request for an answer before it is known whose it is. */
export interface Asking extends Omit<Exchange, 'model' | 'fields' | 'faults'> {
  readonly request: IncomingMessage
  /** The body where it is JSON. */
  readonly json: unknown
  /** Those that a header names. */
  readonly faults: Faults | undefined
}

/** The request header that names a recording, for clients whose model names are their own. */
const recordingHeader = 'x-simulator-recording'

/**
 * Answers a request by script or by a recording, with the faults of its header, else of its model's
 * name, else of the state.
 * @throws {ApiError} for everything that is wrong with the request.
 */
export async function answerModel(asking: Asking, service: Service): Promise<void> {
  const { api, request, json } = asking
  const { models, faultState, clock } = service
  const named = faultsOfModel(modelOf(json), models.has)
  const recordingNamed = request.headers[recordingHeader]
  const model =
    recordingNamed === undefined ? named.model : recordingPrefix + String(recordingNamed)
  if (models.has(model)) service.requestCounter.add(model)

  async function isReplaced(met: Met): Promise<boolean> {
    announceLimits(met, clock)
    return await replaceAnswer(met, clock)
  }
  // A header and an outage ask for no method, no key, no model and no sense in the body.
  const outage = named.faults ? undefined : faultState.outageFaults
  const first = asking.faults ?? outage
  if (first && (await isReplaced(meet(asking, first)))) return

  allow(request, 'POST')
  checkKey(request.headers, service.apiKey)
  const fields = objectOf(json, asking.body)
  if (model === '') throw invalidRequest('you must provide a model parameter', 'model')
  models.card(model)
  const faults = first ?? named.faults ?? faultState.take(model) ?? {}
  const exchange: Exchange = { ...meet(asking, faults), model, fields }
  if (!first && (await isReplaced(exchange))) return

  takeFromLimits(exchange, service)
  const recording = models.recording(model)
  if (recording) return playRecording(exchange, recording, service)
  if (api === 'chat') return answerChat(exchange, service)
  throw invalidRequest(
    `${model} answers at POST ${apiPaths.chat}; at ${apiPaths[api]} only recordings are played, each a model "${recordingPrefix}<name>".`,
    'model',
  )
}

type Met = Omit<Exchange, 'model' | 'fields'>

/** The request with the faults that it meets. */
function meet(asking: Asking, faults: Faults): Met {
  return { ...asking, faults, shape: faults.shape ?? asking.shape }
}

function modelOf(json: unknown): string {
  return isJsonObject(json) && typeof json.model === 'string' ? json.model : ''
}

/** @throws {ApiError} 400 for another body, and for one that is no JSON. */
function objectOf(json: unknown, body: string): JsonObject {
  if (isJsonObject(json)) return json
  // Says so where it is no JSON at all.
  parseJson(body)
  throw invalidRequest('The request body has to be a JSON object.')
}
