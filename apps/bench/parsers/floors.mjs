// What parsing cannot well be cheaper than, and how far it could go.
import { bodyOf, wordOf } from './streams.mjs'

/** The words of the whole frames at the start of what has come, and the rest of it. */
function takeFrames(buffer) {
  let text = ''
  let at = 0
  for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n', at)) {
    // `data: {`, and not `data: [DONE]`
    if (buffer.charCodeAt(at + 6) === 123) text += wordOf(buffer.slice(at + 6, end)) ?? ''
    at = end + 2
  }
  return { text, rest: at > 0 ? buffer.slice(at) : buffer }
}

/**
 * Frames of one stream share what stands around their words. An unescaped quote cannot be within a JSON string, so taking
 * "end of one, start of the next" out is exact, and one JSON.parse is enough for a read. A raw line feed that remains is of
 * a frame of another kind: then it goes frame by frame.
 */
function createEnvelopeReader() {
  const key = '"delta":{"content":"'
  let before = null
  let behind = ''
  const frameByFrame = (text) => {
    let words = ''
    for (const frame of text.split('\n\n')) {
      if (frame.charCodeAt(6) !== 123) continue
      const word = wordOf(frame.slice(6))
      if (!word) continue
      words += word
      const start = frame.indexOf(key) + key.length
      if (before !== null || start <= key.length) continue
      before = frame.slice(0, start)
      behind = frame.slice(frame.indexOf('"', start)) + '\n\n'
    }
    return words
  }
  return (text) => {
    if (before === null) return frameByFrame(text)
    const first = text.indexOf(before)
    const last = text.lastIndexOf(behind)
    if (first < 0 || last <= first) return frameByFrame(text)
    const words = text.slice(first + before.length, last).replaceAll(behind + before, '')
    if (words.includes('\n')) return frameByFrame(text)
    const afterLast = last + behind.length
    return (
      (first > 0 ? frameByFrame(text.slice(0, first)) : '') +
      JSON.parse(`"${words}"`) +
      (afterLast < text.length ? frameByFrame(text.slice(afterLast)) : '')
    )
  }
}

export const floors = [
  {
    name: 'floor: JSON.parse of ready strings',
    kind: 'floor',
    wire: 'strings',
    parse(strings) {
      let text = ''
      for (const json of strings) text += wordOf(json) ?? ''
      return text
    },
  },
  {
    name: 'floor: TextDecoder + indexOf + JSON.parse',
    kind: 'floor',
    wire: 'openai',
    parse(reads) {
      const decoder = new TextDecoder()
      let buffer = ''
      let text = ''
      for (const read of reads) {
        const taken = takeFrames(buffer + decoder.decode(read, { stream: true }))
        text += taken.text
        buffer = taken.rest
      }
      return text
    },
  },
  {
    name: 'floor: the same over a ReadableStream',
    kind: 'floor',
    wire: 'openai',
    async parse(reads) {
      const reader = bodyOf(reads).getReader()
      const decoder = new TextDecoder()
      let buffer = ''
      let text = ''
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return text
        const taken = takeFrames(buffer + decoder.decode(value, { stream: true }))
        text += taken.text
        buffer = taken.rest
      }
    },
  },
  {
    name: 'limit: what is around the words removed, one JSON.parse per read',
    kind: 'limit',
    wire: 'openai',
    parse(reads) {
      const decoder = new TextDecoder()
      const readEnvelopes = createEnvelopeReader()
      let buffer = ''
      let text = ''
      for (const read of reads) {
        buffer += decoder.decode(read, { stream: true })
        const end = buffer.lastIndexOf('\n\n') + 2
        if (end < 2) continue
        text += readEnvelopes(buffer.slice(0, end))
        buffer = buffer.slice(end)
      }
      return text
    },
  },
  {
    name: 'limit: TextDecoder only (no answer)',
    kind: 'limit',
    wire: 'openai',
    unchecked: true,
    parse(reads) {
      const decoder = new TextDecoder()
      let length = 0
      for (const read of reads) length += decoder.decode(read, { stream: true }).length
      return length
    },
  },
]
