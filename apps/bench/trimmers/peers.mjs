// Tokenizers of others, and trimmers around them.
import { AIMessage, HumanMessage, trimMessages } from '@langchain/core/messages'
import { pruneMessages } from 'ai'
import * as gptTokenizer from 'gpt-tokenizer/encoding/o200k_base'
import { Tiktoken } from 'js-tiktoken/lite'
import ranks from 'js-tiktoken/ranks/o200k_base'
import {
  budgetTokens,
  countMessage,
  counts,
  cutBy,
  fresh,
  messages,
  oneMessage,
} from './conversation.mjs'

const tiktoken = new Tiktoken(ranks)
const modelMessages = messages.map(({ role, text }) => ({
  role,
  content: [{ type: 'text', text }],
}))
const langchainMessages = messages.map(({ role, text }) =>
  role === 'user' ? new HumanMessage(text) : new AIMessage(text),
)
const keptCounts = new Map(messages.map(({ text }, index) => [text, counts[index]]))

const langchainTrim = (count) =>
  trimMessages(langchainMessages, {
    maxTokens: budgetTokens,
    strategy: 'last',
    tokenCounter: (some) => some.reduce((sum, { content }) => sum + count(content), 0),
  })
const forget = () => gptTokenizer.clearMergeCache?.()

export const peers = [
  {
    per: 'send',
    name: 'gpt-tokenizer countTokens of all, warm',
    kind: 'peer',
    run: () => cutBy((index) => countMessage(messages[index])),
  },
  {
    per: 'send',
    name: 'gpt-tokenizer countTokens of all, its cache cold',
    kind: 'peer',
    run() {
      forget()
      return cutBy((index) => countMessage(messages[index]))
    },
  },
  {
    per: 'send',
    name: 'gpt-tokenizer isWithinTokenLimit of all in one text',
    kind: 'peer',
    run: () =>
      gptTokenizer.isWithinTokenLimit(messages.map(({ text }) => text).join('\n'), budgetTokens),
  },
  {
    per: 'send',
    name: 'js-tiktoken encode of all',
    kind: 'peer',
    run: () => cutBy((index) => tiktoken.encode(messages[index].text).length + 4),
  },
  {
    per: 'send',
    name: 'AI SDK pruneMessages (counts no tokens)',
    kind: 'peer',
    run: () =>
      pruneMessages({
        messages: modelMessages,
        reasoning: 'all',
        toolCalls: 'before-last-2-messages',
      }).length,
  },
  {
    per: 'send',
    name: 'LangChain trimMessages, gpt-tokenizer',
    kind: 'peer',
    run: () => langchainTrim((text) => countMessage({ text })),
  },
  {
    per: 'send',
    name: 'LangChain trimMessages, counts kept',
    kind: 'peer',
    run: () => langchainTrim((text) => keptCounts.get(text)),
  },
  {
    per: 'send',
    name: 'LangChain trimMessages, characters / 4',
    kind: 'peer',
    run: () => langchainTrim((text) => Math.ceil(text.length / 4)),
  },
  {
    per: 'count of one message',
    name: 'gpt-tokenizer countTokens',
    kind: 'peer',
    run: () => gptTokenizer.countTokens(fresh(oneMessage)),
  },
  {
    per: 'count of one message',
    name: 'gpt-tokenizer countTokens, its cache cold',
    kind: 'peer',
    run() {
      forget()
      return gptTokenizer.countTokens(fresh(oneMessage))
    },
  },
  {
    per: 'count of one message',
    name: 'js-tiktoken encode',
    kind: 'peer',
    run: () => tiktoken.encode(fresh(oneMessage)).length,
  },
]
