import { isJsonObject, type JsonObject, objectsIn } from '../http/JsonObject.ts'

/** What a model reads before it answers, as far as its length goes. */
export interface Prompt {
  /** What costs as many tokens as it has. */
  readonly texts: readonly string[]
  /** What everything else costs: the messages as such, names, pictures and files. */
  readonly otherTokens: number
}

const tokensPerMessage = 3
const tokensPerName = 1
const tokensPerAnswer = 3

/** What OpenAI's guide gives for 2048 by 4096 pixels in high detail; nobody looks into a picture here. */
const tokensPerImage = 1105
const tokensPerSmallImage = 85

const bytesPerToken = 4

/**
 * Takes a prompt apart by OpenAI's rule: 3 tokens for each message beside its role, content and calls, a
 * name with one more, 3 for the answer's start. Tools count as their JSON, files by their bytes.
 * @param body - Its `messages` and `tools` are checked already.
 */
export function parsePrompt({ messages, tools }: JsonObject): Prompt {
  const said = objectsIn(messages)
  return {
    texts: [...said.flatMap(textsOf), ...objectsIn(tools).map((tool) => JSON.stringify(tool))],
    otherTokens: said.reduce((sum, message) => sum + otherTokensOf(message), tokensPerAnswer),
  }
}

function textsOf(message: JsonObject): readonly string[] {
  const { role, name, content, refusal, function_call: call } = message
  const calls = objectsIn(message.tool_calls).map(({ function: called }) => called)
  return [
    role,
    name,
    content,
    refusal,
    ...objectsIn(content).map(textOfPart),
    ...objectsIn([...calls, call]).flatMap((called) => [called.name, called.arguments]),
  ].filter((text) => typeof text === 'string')
}

function otherTokensOf({ name, content }: JsonObject): number {
  const files = objectsIn(content).filter((part) => textOfPart(part) === undefined)
  return files.reduce(
    (sum, part) => sum + fileTokens(part),
    tokensPerMessage + (typeof name === 'string' ? tokensPerName : 0),
  )
}

function textOfPart({ text, refusal }: JsonObject): string | undefined {
  return [text, refusal].find((value) => typeof value === 'string')
}

function fileTokens({ image_url: image, input_audio: audio, file }: JsonObject): number {
  if (image !== undefined) {
    return isJsonObject(image) && image.detail === 'low' ? tokensPerSmallImage : tokensPerImage
  }
  const [data] = objectsIn([audio, file]).map((one) => one.data ?? one.file_data)
  if (typeof data !== 'string') return 0
  // A data URL, or base64 as it is.
  const base64 = data.slice(data.indexOf(',') + 1)
  return Math.ceil(Buffer.byteLength(base64, 'base64') / bytesPerToken)
}
