import { describe, expect, test } from 'vitest'
import { arabic } from './arabic.ts'
import { chinese } from './chinese.ts'
import { german } from './german.ts'
import { english, type Labels } from './labels.ts'
import { numbersFor } from './numbersFor.ts'

const packs: readonly Labels[] = [german, chinese, arabic]
const all: readonly Labels[] = [english, ...packs]

/** What the words are called with. One for each function, so that a new one is looked at too. */
const samples: {
  readonly [
    Key in keyof Labels as Labels[Key] extends (...values: never[]) => string ? Key : never
  ]: Labels[Key] extends (...values: infer Values) => string ? Values : never
} = {
  versionOf: ['<2>', '<3>'],
  firstWordAfter: ['<0.4 s>'],
  tokensPerSecond: ['<62>'],
  toNewMessages: [11, '<11>'],
  newMessages: [11, '<11>'],
  suggestions: [11, '<11>'],
  thoughtFor: ['<12 s>'],
  sourceCount: [11, '<11>'],
  citation: ['<4>', '<title>'],
  leftOut: [11, '<11>'],
  summarized: [11, '<11>'],
  contextUsed: ['<70 %>'],
  contextUnlimited: ['<1204>'],
  messages: [11, '<11>'],
  tokens: ['<1204>'],
  tokensOf: ['<1204>', '<8000>'],
  tokensIn: ['<1204>'],
  tokensOut: ['<356>'],
  about: ['<$1>'],
  saved: ['<356>'],
  nearLimit: ['<1204>', '<8000>'],
  overLimit: ['<9000>'],
  costToSend: ['<$2>'],
  showRest: ['<5000>'],
  loadImage: ['<host>', '<name>'],
  blockedImage: ['<host>', '<name>'],
  loadAudio: ['<host>', '<name>'],
  loadVideo: ['<host>', '<name>'],
  code: ['<TypeScript>'],
  showAllLines: [64, '<64>'],
  codeOfLines: ['<TypeScript>', 12, '<12>'],
  tableOf: [12, 11, '<12>', '<11>'],
  imageOf: ['<name>'],
  fileOf: ['<name>'],
  uploadedOf: ['<40 %>', '<2 MB>'],
  fileStillTooLarge: ['<5 MB>'],
  filesTooLarge: ['<9 MB>'],
  retryFile: ['<name>'],
  removeFile: ['<name>'],
  openFile: ['<name>'],
  files: [11, '<11>'],
  offline: ['<time>'],
  sentWhenBack: [11, '<11>'],
  tryAgainIn: ['<8 seconds>'],
  tryAgainAfter: ['<time>'],
  failedOver: ['<name>'],
  cachedSince: ['<moment>'],
  waitToBeSent: [11, '<11>'],
  fileEmpty: ['<name>'],
  fileFolder: ['<name>'],
  fileType: ['<name>'],
  fileTooLarge: ['<name>', '<5 MB>'],
  filesNoRoom: ['<name>', '<9 MB>'],
  filesTooMany: ['<name>', '<10>'],
  filesAttached: [11, '<11>'],
  filesUploading: [11, '<11>'],
  needsApproval: ['<tool>'],
  approvalAsked: ['<tool>'],
  foundThreads: [11, '<11>'],
  previousDays: ['<30>'],
  threadActions: ['<title>'],
  threadRunning: ['<title>'],
  threadFailed: ['<title>'],
  threadUnread: ['<title>'],
  threadDeleted: ['<title>'],
  importedThreads: [11, '<11>'],
  times: ['<3>'],
}

/** Where nothing is known, the words stand alone. */
const bare = {
  loadImage: ['<host>', ''],
  blockedImage: ['<host>', ''],
  code: [''],
  imageOf: [''],
  failedOver: [''],
}

type Say = (...values: readonly unknown[]) => string

/** All that a pack says, by the path of its key. */
function textsOf(labels: Labels): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const [key, words] of Object.entries(labels) as [string, Labels[keyof Labels]][]) {
    if (key === 'locale') continue
    if (typeof words === 'string') texts.set(key, words)
    else if (typeof words === 'object') {
      for (const [name, text] of Object.entries(words)) texts.set(`${key}.${name}`, text)
    } else {
      texts.set(key, (words as Say)(...samples[key as keyof typeof samples]))
      if (key in bare) texts.set(`${key}()`, (words as Say)(...bare[key as keyof typeof bare]))
    }
  }
  return texts
}

/** Words that a language has from English, or English from it. */
const shared: Readonly<Record<string, readonly string[]>> = {
  de: ['chat', 'limit', 'fileKinds.audio', 'fileKinds.video', 'fileKinds.text', 'code()'],
}

describe.each(packs.map((labels) => [labels.locale, labels] as const))('%s', (locale, labels) => {
  const texts = textsOf(labels)

  test('has a text for all that English has one for, every failure among it, and no other', () => {
    expect([...texts.keys()].toSorted()).toEqual([...textsOf(english).keys()].toSorted())
  })

  test('says nothing in English', () => {
    const alike = [...textsOf(english)].filter(([key, text]) => texts.get(key) === text)
    expect(alike.map(([key]) => key)).toEqual(shared[locale] ?? [])
  })

  test('says every number and name that English says, as it is written', () => {
    const lost = [...textsOf(english)].flatMap(([key, text]) =>
      (text.match(/<[^>]+>/g) ?? []).filter((value) => texts.get(key)?.includes(value) !== true),
    )
    expect(lost).toEqual([])
  })

  test('names its language as Intl does, and Intl knows it', () => {
    expect(Intl.getCanonicalLocales(locale)).toEqual([locale])
    expect(Intl.DateTimeFormat.supportedLocalesOf(locale)).toEqual([locale])
  })
})

describe.each(all.map((labels) => [labels.locale, labels] as const))('%s', (locale, labels) => {
  test('no text is empty, begins or ends with a space, or has two in a row', () => {
    const odd = [...textsOf(labels)].filter(([, text]) => !/^\S+(?:\s\S+)*$/.test(text))
    expect(odd).toEqual([])
  })

  // Who speaks to a button says what is written on it. Capitals make no difference to them.
  const spoken = (text: string): string => text.toLocaleLowerCase(locale)

  test.each<readonly [string, string, string]>([
    ['copyCode', labels.copyCode, labels.copy],
    ['copyOutput', labels.copyOutput, labels.copy],
    ['downloadCode', labels.downloadCode, labels.download],
    ...[1, 2, 3, 11, 100].map((messages) => {
      const count = numbersFor(locale).count(messages)
      const name = labels.toNewMessages(messages, count)
      return [`toNewMessages of ${count}`, name, labels.newMessages(messages, count)] as const
    }),
  ])('%s contains what is to be seen on the button', (_key, name, seen) => {
    expect(spoken(name)).toContain(spoken(seen))
  })
})

/** What is said of so many, in the numbers of the language. */
function ofEach(labels: Labels, key: CountedKey): readonly string[] {
  const { count } = numbersFor(labels.locale)
  return [0, 1, 2, 3, 11, 100].map((value) => labels[key](value, count(value)))
}

type CountedKey =
  | 'newMessages'
  | 'suggestions'
  | 'sourceCount'
  | 'leftOut'
  | 'summarized'
  | 'messages'
  | 'sentWhenBack'
  | 'waitToBeSent'

describe('German has one form for one, and one for all other numbers', () => {
  test.each<readonly [CountedKey, string, string]>([
    ['newMessages', 'neue Nachricht', 'neue Nachrichten'],
    ['sourceCount', 'Quelle', 'Quellen'],
    [
      'leftOut',
      'frühere Nachricht wird nicht mehr gesendet',
      'frühere Nachrichten werden nicht mehr gesendet',
    ],
    [
      'summarized',
      'frühere Nachricht wird als Zusammenfassung gesendet',
      'frühere Nachrichten werden als Zusammenfassung gesendet',
    ],
    ['messages', 'Nachricht', 'Nachrichten'],
    ['suggestions', 'Vorschlag', 'Vorschläge'],
    [
      'sentWhenBack',
      'Nachricht wird gesendet, sobald die Verbindung wieder da ist.',
      'Nachrichten werden gesendet, sobald die Verbindung wieder da ist.',
    ],
    ['waitToBeSent', 'Nachricht wartet auf das Senden.', 'Nachrichten warten auf das Senden.'],
  ])('%s', (key, one, other) => {
    expect(ofEach(german, key)).toEqual([
      `0 ${other}`,
      `1 ${one}`,
      `2 ${other}`,
      `3 ${other}`,
      `11 ${other}`,
      `100 ${other}`,
    ])
  })

  test('code and tables', () => {
    expect(german.codeOfLines('C', 1, '1')).toBe('C-Code, 1 Zeile')
    expect(german.codeOfLines('', 12, '12')).toBe('Code, 12 Zeilen')
    expect(german.tableOf(1, 1, '1', '1')).toBe('Tabelle, 1 Zeile, 1 Spalte')
    expect(german.tableOf(4, 3, '4', '3')).toBe('Tabelle, 4 Zeilen, 3 Spalten')
  })
})

test('Chinese has one form, behind the measure word', () => {
  expect(ofEach(chinese, 'newMessages')).toEqual(
    [0, 1, 2, 3, 11, 100].map((value) => `${value} 条新消息`),
  )
  expect(ofEach(chinese, 'sourceCount')[1]).toBe('1 个来源')
  expect(ofEach(chinese, 'leftOut')[3]).toBe('更早的 3 条消息不再发送')
  expect(ofEach(chinese, 'summarized')[3]).toBe('更早的 3 条消息以摘要形式发送')
  expect(ofEach(chinese, 'messages')[5]).toBe('100 条消息')
  expect(ofEach(chinese, 'suggestions')[5]).toBe('100 条建议')
  expect(ofEach(chinese, 'sentWhenBack')[3]).toBe('恢复连接后将发送 3 条消息。')
  expect(ofEach(chinese, 'waitToBeSent')[1]).toBe('1 条消息等待发送。')
  expect(chinese.codeOfLines('C', 1, '1')).toBe('C 代码，1 行')
  expect(chinese.tableOf(4, 3, '4', '3')).toBe('表格，4 行，3 列')
})

describe('Arabic says none, one and two in words; from three on the noun follows its number', () => {
  test.each<readonly [CountedKey, readonly string[]]>([
    [
      'newMessages',
      [
        'لا رسائل جديدة',
        'رسالة جديدة واحدة',
        'رسالتان جديدتان',
        '3 رسائل جديدة',
        '11 رسالة جديدة',
        '100 رسالة جديدة',
      ],
    ],
    ['sourceCount', ['لا مصادر', 'مصدر واحد', 'مصدران', '3 مصادر', '11 مصدرًا', '100 مصدر']],
    [
      'leftOut',
      [
        'كل الرسائل السابقة تُرسل',
        'رسالة سابقة واحدة لم تعد تُرسل',
        'رسالتان سابقتان لم تعودا تُرسلان',
        '3 رسائل سابقة لم تعد تُرسل',
        '11 رسالة سابقة لم تعد تُرسل',
        '100 رسالة سابقة لم تعد تُرسل',
      ],
    ],
    [
      'summarized',
      [
        'لا رسائل سابقة تُرسل ملخّصة',
        'رسالة سابقة واحدة تُرسل ملخّصة',
        'رسالتان سابقتان تُرسلان ملخّصتين',
        '3 رسائل سابقة تُرسل ملخّصة',
        '11 رسالة سابقة تُرسل ملخّصة',
        '100 رسالة سابقة تُرسل ملخّصة',
      ],
    ],
    ['messages', ['لا رسائل', 'رسالة واحدة', 'رسالتان', '3 رسائل', '11 رسالة', '100 رسالة']],
    [
      'suggestions',
      ['لا اقتراحات', 'اقتراح واحد', 'اقتراحان', '3 اقتراحات', '11 اقتراحًا', '100 اقتراح'],
    ],
    [
      'sentWhenBack',
      [
        'لا رسائل ستُرسل عند عودة الاتصال.',
        'رسالة واحدة ستُرسل عند عودة الاتصال.',
        'رسالتان ستُرسلان عند عودة الاتصال.',
        '3 رسائل ستُرسل عند عودة الاتصال.',
        '11 رسالة ستُرسل عند عودة الاتصال.',
        '100 رسالة ستُرسل عند عودة الاتصال.',
      ],
    ],
    [
      'waitToBeSent',
      [
        'لا رسائل في انتظار الإرسال.',
        'رسالة واحدة في انتظار الإرسال.',
        'رسالتان في انتظار الإرسال.',
        '3 رسائل في انتظار الإرسال.',
        '11 رسالة في انتظار الإرسال.',
        '100 رسالة في انتظار الإرسال.',
      ],
    ],
  ])('%s', (key, said) => {
    expect([0, 1, 2, 3, 11, 100].map((value) => arabic[key](value, String(value)))).toEqual(said)
  })

  test.each([
    [0, 'بلا أسطر', 'بلا صفوف', 'بلا أعمدة'],
    [1, 'سطر واحد', 'صف واحد', 'عمود واحد'],
    [2, 'سطران', 'صفان', 'عمودان'],
    [3, '3 أسطر', '3 صفوف', '3 أعمدة'],
    [11, '11 سطرًا', '11 صفًا', '11 عمودًا'],
    [100, '100 سطر', '100 صف', '100 عمود'],
    // Three to ten, after a hundred too.
    [103, '103 أسطر', '103 صفوف', '103 أعمدة'],
  ])('code and tables of %i', (value, lines, rows, columns) => {
    const count = String(value)
    expect(arabic.codeOfLines('C', value, count)).toBe(`شيفرة C، ${lines}`)
    expect(arabic.tableOf(value, value, count, count)).toBe(`جدول، ${rows}، ${columns}`)
  })

  test('what leads to two new messages agrees with them', () => {
    expect(arabic.toNewMessages(2, '2')).toBe('رسالتان جديدتان، الانتقال إليهما')
    expect(arabic.toNewMessages(3, '3')).toBe('3 رسائل جديدة، الانتقال إليها')
  })
})

test('German addresses nobody', () => {
  const addressed = [...textsOf(german).values()].filter((text) =>
    /(?<!\p{L})(?:Sie|Ihnen|Ihre?[mnrs]?|[Dd](?:u|ich|ir)|[Dd]eine?[mnrs]?)(?!\p{L})/u.test(text),
  )
  expect(addressed).toEqual([])
})

test('Chinese has its own punctuation, and a space between its characters and Latin letters or digits', () => {
  const texts = [...textsOf(chinese).values()].map((text) => text.replace(/[<>]/g, ''))
  const han = String.raw`\p{Script=Han}`
  const odd = new RegExp(
    `${han}[\\p{Script=Latin}\\d]|[\\p{Script=Latin}\\d]${han}|[,:;?!()"']`,
    'u',
  )
  expect(texts.filter((text) => odd.test(text))).toEqual([])
})

test('Arabic has its own commas and question marks, and keeps names in other scripts apart', () => {
  const texts = [...textsOf(arabic).values()]
  expect(texts.filter((text) => /[,;?]/.test(text))).toEqual([])
  expect(arabic.loadImage('example.com', 'A cat')).toBe(
    'تحميل الصورة من \u2068example.com\u2069: \u2068A cat\u2069',
  )
})
