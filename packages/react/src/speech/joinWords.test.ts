import { expect, test } from 'vitest'
import { joinWords } from './joinWords.ts'

test.each([
  ['one', 'two', 'one two'],
  ['', 'two', 'two'],
  ['one', '', 'one'],
  ['one ', 'two', 'one two'],
  ['one\n', 'two', 'one\ntwo'],
  ['one', ' two', 'one two'],
  ['(', 'one', '(one'],
  ['one', ')', 'one)'],
  ['one', ', two', 'one, two'],
  ['one.', 'Two', 'one. Two'],
  ['«', 'un', '«un'],
  ['你好', '世界', '你好世界'],
  ['你好。', '世界', '你好。世界'],
  ['你好', 'Ada', '你好 Ada'],
  ['これは', 'カー', 'これはカー'],
  ['안녕', '세상', '안녕 세상'],
  ['สวัสดี', 'ครับ', 'สวัสดีครับ'],
  ['مرحبا', 'بك', 'مرحبا بك'],
  ['مرحبا', '، شكرا', 'مرحبا، شكرا'],
  ['😀', 'two', '😀 two'],
])('%j and %j are %j', (before, after, joined) => {
  expect(joinWords(before, after)).toBe(joined)
})
