/**
 * A letter in the alphabet that an element's `mathvariant` names, which browsers no longer read: `double-struck` makes ℝ
 * of R (Unicode, "Mathematical Alphanumeric Symbols"). What the alphabet has not stays.
 */
export function mathLetters(text: string, variant: string): string {
  const alphabet = alphabets.get(variant)
  if (alphabet === undefined) return text
  return Array.from(text, (letter) => {
    const gap = gaps.get(variant)?.get(letter)
    if (gap !== undefined) return gap
    const code = letter.codePointAt(0) ?? 0
    for (const [first, last, kind] of ranges) {
      const start = alphabet[kind]
      if (start !== undefined && code >= first && code <= last) {
        return String.fromCodePoint(start + code - first)
      }
    }
    return letter
  }).join('')
}

interface Alphabet {
  readonly upper: number
  readonly lower: number
  readonly digit?: number
  readonly upperGreek?: number
  readonly lowerGreek?: number
}

const ranges: readonly (readonly [number, number, keyof Alphabet])[] = [
  [0x41, 0x5a, 'upper'],
  [0x61, 0x7a, 'lower'],
  [0x30, 0x39, 'digit'],
  [0x391, 0x3a9, 'upperGreek'],
  [0x3b1, 0x3c9, 'lowerGreek'],
]

const alphabets: ReadonlyMap<string, Alphabet> = new Map<string, Alphabet>([
  [
    'bold',
    { upper: 0x1d400, lower: 0x1d41a, digit: 0x1d7ce, upperGreek: 0x1d6a8, lowerGreek: 0x1d6c2 },
  ],
  ['italic', { upper: 0x1d434, lower: 0x1d44e, upperGreek: 0x1d6e2, lowerGreek: 0x1d6fc }],
  ['bold-italic', { upper: 0x1d468, lower: 0x1d482, upperGreek: 0x1d71c, lowerGreek: 0x1d736 }],
  ['script', { upper: 0x1d49c, lower: 0x1d4b6 }],
  ['fraktur', { upper: 0x1d504, lower: 0x1d51e }],
  ['bold-fraktur', { upper: 0x1d56c, lower: 0x1d586 }],
  ['double-struck', { upper: 0x1d538, lower: 0x1d552, digit: 0x1d7d8 }],
  ['sans-serif', { upper: 0x1d5a0, lower: 0x1d5ba, digit: 0x1d7e2 }],
  ['bold-sans-serif', { upper: 0x1d5d4, lower: 0x1d5ee, digit: 0x1d7ec }],
  ['sans-serif-italic', { upper: 0x1d608, lower: 0x1d622 }],
  ['sans-serif-bold-italic', { upper: 0x1d63c, lower: 0x1d656 }],
  ['monospace', { upper: 0x1d670, lower: 0x1d68a, digit: 0x1d7f6 }],
])

/** Letters that were there before their alphabets, elsewhere. */
const gaps: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['italic', pairs('hℎ')],
  ['script', pairs('BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ')],
  ['fraktur', pairs('CℭHℌIℑRℜZℨ')],
  ['double-struck', pairs('CℂHℍNℕPℙQℚRℝZℤ')],
])

function pairs(letters: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(letters.matchAll(/(.)(.)/gu), ([, plain = '', own = '']) => [plain, own]),
  )
}
