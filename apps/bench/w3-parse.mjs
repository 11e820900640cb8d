// W3: SSE bytes -> assembled message in Node, no DOM.
//   node w3-parse.mjs --size=100000 --reps=7 --read=16384
// read=N: bytes per network read; read=frame: one read per SSE frame.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answer, tokens } from './lib/corpus.mjs'
import { wires } from './lib/wire.mjs'
import { args, mmm, median, f } from './lib/stats.mjs'

import { createParser } from 'eventsource-parser'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { DefaultChatTransport, readUIMessageStream } from 'ai'
import { Stream } from 'openai/core/streaming'
import { fetchServerSentEvents, ChatClient } from '@tanstack/ai-client'
import { StreamProcessor } from '@tanstack/ai/client'
import {
  UIMessageStreamDecoder,
  DataStreamDecoder,
  DataStreamEncoder,
  AssistantMessageAccumulator,
  createAssistantStream,
} from 'assistant-stream'
import { XStream } from '@ant-design/x-sdk'
import { assemble, decode, readEvents, startAssembly } from '../../packages/protocol/dist/index.js'
import { createChat, createHttpTransport, createSequencer } from '../../packages/core/dist/index.js'

const here = dirname(fileURLToPath(import.meta.url))
const size = +(args.size ?? 100000)
const reps = +(args.reps ?? 7)
const text = answer(size)
const toks = tokens(text)

function reads(frames, mode) {
  if (mode === 'frame') return frames.map((s) => Buffer.from(s))
  const all = Buffer.from(frames.join(''))
  const o = []
  for (let i = 0; i < all.length; i += +mode) o.push(all.subarray(i, i + +mode))
  return o
}
const mode = args.read ?? '16384'
const wire = Object.fromEntries(
  Object.keys(wires).map((k) => [k, reads(wires[k].frames(toks), mode)]),
)
// assistant-stream's own data-stream protocol, encoded with its own encoder
const ds = await (async () => {
  const s = createAssistantStream((c) => {
    for (const t of toks) c.appendText(t)
  })
  const bytes = []
  for await (const b of s.pipeThrough(new DataStreamEncoder())) bytes.push(Buffer.from(b))
  return reads([Buffer.concat(bytes).toString()], mode === 'frame' ? '40' : mode)
})()
const len = (r) => r.reduce((n, b) => n + b.length, 0)
const bodyOf = (r) => {
  let i = 0
  return new ReadableStream({
    pull(c) {
      if (i < r.length) c.enqueue(new Uint8Array(r[i++]))
      else c.close()
    },
  })
}
const respOf = (r) => new Response(bodyOf(r), { headers: { 'content-type': 'text/event-stream' } })
const jsons = wires.openai
  .frames(toks)
  .slice(0, -1)
  .map((s) => s.slice(6, -2))

class Transport extends DefaultChatTransport {
  chunks(s) {
    return this.processResponseStream(s)
  }
}
const transport = new Transport()

const C = {
  'floor: JSON.parse of ready strings': {
    in: wire.openai,
    run() {
      let o = ''
      for (const j of jsons) {
        const d = JSON.parse(j).choices[0].delta.content
        if (d) o += d
      }
      return o
    },
  },
  'floor: TextDecoder + indexOf + JSON.parse': {
    in: wire.openai,
    run() {
      const dec = new TextDecoder()
      let buf = '',
        o = ''
      for (const b of this.in) {
        buf += dec.decode(b, { stream: true })
        let i = 0,
          e
        while ((e = buf.indexOf('\n\n', i)) >= 0) {
          if (buf.charCodeAt(i + 6) === 123) {
            const d = JSON.parse(buf.slice(i + 6, e)).choices[0].delta.content
            if (d) o += d
          }
          i = e + 2
        }
        buf = i ? buf.slice(i) : buf
      }
      return o
    },
  },
  'floor: the same over a ReadableStream': {
    in: wire.openai,
    async run() {
      const rd = bodyOf(this.in).getReader()
      const dec = new TextDecoder()
      let buf = '',
        o = ''
      for (;;) {
        const { done, value } = await rd.read()
        if (done) return o
        buf += dec.decode(value, { stream: true })
        let i = 0,
          e
        while ((e = buf.indexOf('\n\n', i)) >= 0) {
          if (buf.charCodeAt(i + 6) === 123) {
            const d = JSON.parse(buf.slice(i + 6, e)).choices[0].delta.content
            if (d) o += d
          }
          i = e + 2
        }
        buf = i ? buf.slice(i) : buf
      }
    },
  },
  'limit: constant envelope removed, one JSON.parse per read': {
    in: wire.openai,
    run() {
      // Frames of one stream share the text around the content string. Unescaped quotes
      // cannot occur inside a JSON string, so removing "suffix + prefix" is exact; a raw
      // line feed which remains means a frame of another kind: then parse frame by frame.
      const dec = new TextDecoder()
      let buf = '',
        o = '',
        pre = null,
        suf = ''
      const slow = (s) => {
        for (const fr of s.split('\n\n'))
          if (fr.charCodeAt(6) === 123) {
            const d = JSON.parse(fr.slice(6)).choices[0].delta.content
            if (d) {
              o += d
              if (pre === null) {
                const k = '"delta":{"content":"',
                  p = fr.indexOf(k) + k.length
                if (p > k.length) {
                  pre = fr.slice(0, p)
                  suf = fr.slice(fr.indexOf('"', p)) + '\n\n'
                }
              }
            }
          }
      }
      for (const b of this.in) {
        buf += dec.decode(b, { stream: true })
        const e = buf.lastIndexOf('\n\n') + 2
        if (e < 2) continue
        const s = buf.slice(0, e)
        buf = buf.slice(e)
        if (pre !== null) {
          const p = s.indexOf(pre),
            z = s.lastIndexOf(suf)
          if (p >= 0 && z > p) {
            const mid = s.slice(p + pre.length, z).replaceAll(suf + pre, '')
            if (!mid.includes('\n')) {
              if (p) slow(s.slice(0, p))
              o += JSON.parse('"' + mid + '"')
              if (z + suf.length < e) slow(s.slice(z + suf.length))
              continue
            }
          }
        }
        slow(s)
      }
      return o
    },
  },
  'limit: TextDecoder only (not an answer)': {
    in: wire.openai,
    check: false,
    run() {
      const dec = new TextDecoder()
      let n = 0
      for (const b of this.in) n += dec.decode(b, { stream: true }).length
      return n
    },
  },
  'eventsource-parser createParser + JSON.parse': {
    in: wire.openai,
    run() {
      const dec = new TextDecoder()
      let o = ''
      const p = createParser({
        onEvent(e) {
          if (e.data !== '[DONE]') {
            const d = JSON.parse(e.data).choices[0].delta.content
            if (d) o += d
          }
        },
      })
      for (const b of this.in) p.feed(dec.decode(b, { stream: true }))
      return o
    },
  },
  'eventsource-parser/stream + JSON.parse': {
    in: wire.openai,
    async run() {
      let o = ''
      for await (const e of bodyOf(this.in)
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream()))
        if (e.data !== '[DONE]') {
          const d = JSON.parse(e.data).choices[0].delta.content
          if (d) o += d
        }
      return o
    },
  },
  'Millrace events, sequencer, fold': {
    in: wire.millrace,
    async run() {
      const clock = { now: () => 0, schedule: () => () => {} }
      const sequencer = createSequencer({
        stream: '',
        isEnd: (c) => c.type === '[DONE]',
        clock,
        onGap() {},
      })
      let a = startAssembly({ id: 'm', role: 'assistant', parts: [] })
      for await (const events of readEvents(bodyOf(this.in))) {
        const due = []
        for (const e of events) {
          const { n, chunk } = decode(e)
          for (const c of sequencer.push('', n, chunk)) if (c.type !== '[DONE]') due.push(c)
        }
        a = assemble(a, due)
      }
      return a.message.parts
        .filter((p) => p.type === 'text')
        .map((p) => p.text)
        .join('')
    },
  },
  'Millrace createChat (as useChat does)': {
    in: wire.millrace,
    async run() {
      const transport = createHttpTransport({
        api: 'http://x/',
        fetch: async () => new Response(bodyOf(this.in), { headers: wires.millrace.headers }),
      })
      const chat = createChat({ transport })
      await chat.sendMessage('go')
      return chat
        .getState()
        .messages.at(-1)
        .parts.filter((p) => p.type === 'text')
        .map((p) => p.text)
        .join('')
    },
  },
  'openai Stream.fromSSEResponse': {
    in: wire.openai,
    async run() {
      let o = ''
      for await (const c of Stream.fromSSEResponse(respOf(this.in), new AbortController())) {
        const d = c.choices[0].delta.content
        if (d) o += d
      }
      return o
    },
  },
  'Ant Design x-sdk XStream + JSON.parse': {
    in: wire.openai,
    async run() {
      let o = ''
      for await (const e of XStream({ readableStream: bodyOf(this.in) }))
        if (e.data && e.data.trim() !== '[DONE]') {
          const d = JSON.parse(e.data).choices[0].delta.content
          if (d) o += d
        }
      return o
    },
  },
  'AI SDK transport (SSE + schema check)': {
    in: wire.ui,
    async run() {
      let o = ''
      for await (const c of transport.chunks(bodyOf(this.in)))
        if (c.type === 'text-delta') o += c.delta
      return o
    },
  },
  'AI SDK transport + readUIMessageStream': {
    in: wire.ui,
    slow: true,
    async run() {
      let m
      for await (const x of readUIMessageStream({ stream: transport.chunks(bodyOf(this.in)) }))
        m = x
      return m.parts
        .filter((p) => p.type === 'text')
        .map((p) => p.text)
        .join('')
    },
  },
  'TanStack fetchServerSentEvents + StreamProcessor': {
    in: wire.agui,
    async run() {
      const con = fetchServerSentEvents('http://x/', { fetchClient: async () => respOf(this.in) })
      let last = []
      const p = new StreamProcessor({
        events: {
          onMessagesChange: (m) => {
            last = m
          },
        },
      })
      for await (const c of con.connect([], {}, undefined, { threadId: 't', runId: 'r' }))
        p.processChunk(c)
      return last[last.length - 1].parts.map((x) => x.content).join('')
    },
  },
  'TanStack ChatClient (as useChat does)': {
    in: wire.agui,
    slow: true,
    async run() {
      let last = []
      const c = new ChatClient({
        connection: fetchServerSentEvents('http://x/', {
          fetchClient: async () => respOf(this.in),
        }),
        onMessagesChange: (m) => {
          last = m
        },
      })
      await c.sendMessage('go')
      return last[last.length - 1].parts.map((x) => x.content ?? '').join('')
    },
  },
  'assistant-stream UIMessageStreamDecoder + accumulator': {
    in: wire.ui,
    slow: true,
    async run() {
      let m
      for await (const x of bodyOf(this.in)
        .pipeThrough(new UIMessageStreamDecoder())
        .pipeThrough(new AssistantMessageAccumulator()))
        m = x
      return m.parts
        .filter((p) => p.type === 'text')
        .map((p) => p.text)
        .join('')
    },
  },
  'assistant-stream DataStreamDecoder + accumulator': {
    in: ds,
    slow: true,
    async run() {
      let m
      for await (const x of bodyOf(this.in)
        .pipeThrough(new DataStreamDecoder())
        .pipeThrough(new AssistantMessageAccumulator()))
        m = x
      return m.parts
        .filter((p) => p.type === 'text')
        .map((p) => p.text)
        .join('')
    },
  },
}
const only = args.only ? String(args.only).split(',') : null
const res = {}
for (const [n, c] of Object.entries(C)) {
  if (only && !only.some((x) => n.includes(x))) continue
  res[n] = { wireBytes: len(c.in), ms: [], cpu: [] }
  try {
    const t = performance.now()
    const r = await c.run()
    const dt = performance.now() - t
    res[n].ok = c.check === false ? 'n/a' : r === text
    res[n].first = dt
    if (c.check !== false && r !== text) console.log('MISMATCH', n, r?.length, text.length)
  } catch (e) {
    res[n].error = String(e.message).slice(0, 200)
    console.log('ERROR', n, e.message)
  }
}
for (let i = 0; i < reps; i++)
  for (const [n, c] of Object.entries(C)) {
    const r = res[n]
    if (!r || r.error || (r.first > 20000 && i > 0)) continue
    if (!c.slow) await c.run() // warm
    const u = process.cpuUsage()
    const t = performance.now()
    await c.run()
    r.ms.push(performance.now() - t)
    const v = process.cpuUsage(u)
    r.cpu.push((v.user + v.system) / 1000)
  }
const base = median(res['floor: the same over a ReadableStream']?.ms ?? [1])
const rows = Object.entries(res).map(([n, r]) => {
  const m = mmm(r.ms)
  return m
    ? {
        n,
        ok: r.ok,
        ms: m,
        cpu: median(r.cpu),
        wireMB: r.wireBytes / 1e6,
        mbps: r.wireBytes / 1e6 / (m.med / 1e3),
        ktok: toks.length / m.med,
        ratio: m.med / base,
      }
    : { n, error: r.error }
})
for (const r of rows)
  console.log(
    r.error
      ? `${r.n.padEnd(60)} ERROR ${r.error}`
      : `${r.n.padEnd(60)} ${f(r.ms.min, 2)}/${f(r.ms.med, 2)}/${f(r.ms.max, 2)} ms  ${f(r.mbps, 1)} MB/s wire  ${f(r.ktok, 1)} tok/ms  x${f(r.ratio, 2)}  ok=${r.ok}`,
  )
mkdirSync(resolve(here, 'results'), { recursive: true })
writeFileSync(resolve(here, `results/w3-${size}-${mode}.json`), JSON.stringify(rows, null, 1))
process.exit(0)
