import { apiPaths } from '../api/Api.ts'
import type { Exchange } from '../api/Exchange.ts'
import type { Service } from '../api/Service.ts'
import { invalidRequest } from '../errors/ApiError.ts'
import { paceOf } from '../pace/paceOf.ts'
import { sendStream } from '../stream/sendStream.ts'
import type { Recording } from './Recording.ts'
import { recordedFrames } from './recordedFrames.ts'

/**
 * Answers with the bytes of a recording, whatever was asked.
 * @throws {ApiError} 400 if the recording has another format, no stream is wanted, or a fault would
 *   take its answer apart.
 */
export async function playRecording(
  exchange: Exchange,
  recording: Recording,
  service: Service,
): Promise<void> {
  const { api, model, fields, faults } = exchange
  if (recording.api !== api) {
    throw invalidRequest(`${model} is played at POST ${apiPaths[recording.api]}.`, 'model')
  }
  if (fields.stream !== true) throw invalidRequest('A recording needs stream: true.', 'stream')
  const [fault] = faults.script ?? []
  if (fault !== undefined) {
    throw invalidRequest(`Fault ${fault} needs a scripted model: recordings are not taken apart.`)
  }
  await sendStream(exchange, await recordedFrames(recording), {
    usualCut: service.recordingCut,
    pace: paceOf(exchange, service),
    clock: service.clock,
  })
}
