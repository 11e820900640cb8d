import type { Message as ChatMessage } from '@millrace/protocol'
import {
  ChatProvider,
  Composer,
  Message,
  type PartComponentProps,
  type PartComponents,
  Thread,
  useChat,
} from '@millrace/react'

type Tools = { getWeather: { input: { city: string }; output: { celsius: number } } }
type Data = { chart: { label: string; values: number[] } }
type WeatherMessage = ChatMessage<unknown, Data, Tools>
type PartOf<Type> = Extract<WeatherMessage['parts'][number], { type: Type }>

function WeatherCard({ part }: PartComponentProps<PartOf<'tool-getWeather'>>) {
  const answered = part.state === 'output-available'
  const words = answered ? `${part.output.celsius} °C` : (part.errorText ?? 'one moment …')
  return <p className="weather">{`${part.input?.city ?? ''}: ${words}`}</p>
}

function Chart({ part: { data } }: PartComponentProps<PartOf<'data-chart'>>) {
  const highest = Math.max(...data.values)
  return (
    <svg viewBox="0 0 120 40" width="240" role="img" aria-label={data.label}>
      {data.values.map((value, at) => (
        <rect key={at} x={at * 12} y={40 - (value / highest) * 40} width="10" height="40" />
      ))}
    </svg>
  )
}

const components: PartComponents<WeatherMessage> = {
  'tool-getWeather': WeatherCard,
  'data-chart': Chart,
}

export function WeatherPage({ messages }: { readonly messages: readonly WeatherMessage[] }) {
  const { chat } = useChat({ api: '/api/chat', messages })
  const message = (id: string) => (
    <Message.Root id={id} className={({ role }) => `bubble ${role}`}>
      <Message.Author className="author" />
      <Message.Parts components={components} />
      <Message.Actions />
    </Message.Root>
  )
  return (
    <ChatProvider chat={chat}>
      <Thread.Root>
        <Thread.Scroller>
          <Thread.Messages>{message}</Thread.Messages>
        </Thread.Scroller>
        <Thread.ToEnd />
      </Thread.Root>
      <Composer.Root>
        <Composer.Input />
        <Composer.Submit />
      </Composer.Root>
    </ChatProvider>
  )
}
