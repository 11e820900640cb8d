import { invalidRequest } from '../errors/ApiError.ts'

/** @throws {ApiError} 400 if the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidRequest(
      'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library correctly.)',
    )
  }
}
