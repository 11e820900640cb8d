import { expect, test } from 'vitest'
import { keyVariables, secretsIn } from './secretsIn.ts'

test('knows the variables of the providers', () => {
  expect(keyVariables).toEqual([
    'OPENAI_API_KEY',
    'AZURE_OPENAI_API_KEY',
    'TOGETHER_API_KEY',
    'GROQ_API_KEY',
    'OLLAMA_API_KEY',
    'ANTHROPIC_API_KEY',
  ])
})

test('takes values from the environment and from files, with every name that they have', () => {
  const environment = { OPENAI_API_KEY: 'from the shell', PATH: '/usr/bin:/bin', HOME: undefined }
  const file = { OPENAI_API_KEY: 'from a file', VITE_OPENAI_API_KEY: 'from the shell' }
  expect(secretsIn([environment, file])).toEqual([
    { names: ['OPENAI_API_KEY', 'VITE_OPENAI_API_KEY'], value: 'from the shell' },
    { names: ['OPENAI_API_KEY'], value: 'from a file' },
  ])
})

test('takes variables that end in a known name, and no others', () => {
  const value = 'long enough'
  expect(
    secretsIn([
      { NEXT_PUBLIC_OPENAI_API_KEY: value, OPENAI_API_KEY_HINT: value, MYOPENAI_API_KEY: value },
    ]),
  ).toEqual([{ names: ['NEXT_PUBLIC_OPENAI_API_KEY'], value }])
})

test('leaves out what is shorter than 8 characters, without the space around it', () => {
  const sources = [{ OLLAMA_API_KEY: 'ollama', GROQ_API_KEY: ' 1234567\n', OPENAI_API_KEY: '' }]
  expect(secretsIn(sources)).toEqual([])
  expect(secretsIn([{ GROQ_API_KEY: ' 12345678\n' }])).toMatchObject([{ value: '12345678' }])
})
