import type { InferUIMessageChunk, UIMessage } from 'ai'
import { expectTypeOf } from 'vitest'
import type { Chunk } from './Chunk.ts'
import type { Message } from './Message.ts'

interface Metadata {
  readonly tenant: string
}
type Data = { chart: { readonly points: readonly number[] } }
type Tools = { getWeather: { input: { city: string }; output: { celsius: number } } }

// Messages go both ways between us and `ai` 7, plain and with the application's own types.
expectTypeOf<Message>().toExtend<UIMessage>()
expectTypeOf<UIMessage>().toExtend<Message>()
expectTypeOf<Message<Metadata, Data, Tools>>().toExtend<UIMessage<Metadata, Data, Tools>>()
expectTypeOf<UIMessage<Metadata, Data, Tools>>().toExtend<Message<Metadata, Data, Tools>>()

// What their writer sends, our fold takes.
expectTypeOf<InferUIMessageChunk<UIMessage>>().toExtend<Chunk>()

// A tool part says what exists in its state, by the caller's own types.
type Weather = Extract<Message<Metadata, Data, Tools>['parts'][number], { type: 'tool-getWeather' }>
expectTypeOf<
  Extract<Weather, { state: 'output-available' }>['output']['celsius']
>().toEqualTypeOf<number>()
