import * as a11y from '@storybook/addon-a11y/preview'
import { setProjectAnnotations } from '@storybook/react-vite'
import axe from 'axe-core'
import { expect } from 'vitest'
import { page } from 'vitest/browser'
import { configure, expect as expectNode } from 'storybook/test'
import '../scripts/browserSetup.ts'
import { type Look, looksOf, seenIn } from './looks.ts'
import * as preview from './preview.tsx'

// A guard against hanging, no measure of speed: others may use the same cores.
configure({ asyncUtilTimeout: 15_000 })

/** Every weight the theme uses, so that the first picture does not show a fallback. */
const faces = ['400', '500', '600', '700'].flatMap((weight) => [
  `${weight} 16px "Inter Variable"`,
  `${weight} 14px "JetBrains Mono Variable"`,
  `${weight} 16px "Noto Sans Arabic Variable"`,
])

/** What the console was told of as an error while a story was shown. */
let complaints: unknown[][] = []

function hearComplaints(): () => void {
  const { error } = console
  complaints = []
  console.error = (...words: unknown[]) => {
    complaints.push(words)
    error(...words)
  }
  return () => {
    console.error = error
  }
}

/** What can be reached by keyboard must say what it is. */
function controlsOf(canvas: HTMLElement): readonly Element[] {
  const all = canvas.querySelectorAll(
    'a[href], button, input, select, textarea, summary, audio, video, [tabindex], [contenteditable]',
  )
  // What an answer's list of tasks shows can be neither reached nor used.
  return [...all].filter(
    (control) => !control.matches('input:disabled, [tabindex="-1"]:not(button)'),
  )
}

/** What the colours decide; all else is the same in dark, and was looked at in light. */
const ofColours = ['color-contrast', 'link-in-text-block']

async function expectColoursToBeTold(canvas: HTMLElement): Promise<void> {
  const { violations } = await axe.run(canvas, { runOnly: ofColours, resultTypes: ['violations'] })
  const told = violations.flatMap(({ nodes }) =>
    nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`),
  )
  expect(told, 'in dark').toEqual([])
}

async function takePicture(box: Element, name: string): Promise<void> {
  await document.fonts.ready
  // Found by this: without it by its words, and what is told to screen readers goes again by itself.
  box.setAttribute('data-testid', 'story')
  await expect(page.elementLocator(box)).toMatchScreenshot(name)
}

setProjectAnnotations([
  a11y,
  preview,
  {
    beforeEach: hearComplaints,
    afterEach: async ({ canvasElement }) => {
      for (const control of controlsOf(canvasElement)) {
        if (control.closest('[hidden]') === null) await expectNode(control).toHaveAccessibleName()
      }
      expect(complaints).toEqual([])
    },
  },
  {
    afterEach: async ({ canvasElement, id, tags, parameters }) => {
      // The story's own box: the canvas around it is as wide as the window.
      const box = canvasElement.firstElementChild ?? canvasElement
      // Pictures are kept for Linux: other systems draw the same letters with other pixels.
      const pictured = tags.includes('visual') && navigator.userAgent.includes('Linux')
      const looks = pictured ? looksOf(parameters) : []
      const failures: unknown[] = []
      const attempt = async (act: () => Promise<void>) => {
        // One picture that differs keeps no other from being taken.
        await act().catch((failure: unknown) => failures.push(failure))
      }
      const look = async (worn: Look) => {
        if (worn === 'dark') await attempt(() => expectColoursToBeTold(canvasElement))
        if (looks.includes(worn)) await attempt(() => takePicture(box, `${id}--${worn}`))
      }
      if (pictured) {
        await Promise.all([
          ...faces.map((face) => document.fonts.load(face, 'aا')),
          document.fonts.load('16px "Formulas"', 'x∑𝑥'),
        ])
        await attempt(() => takePicture(box, id))
      }
      for (const worn of new Set<Look>(['dark', ...looks]))
        await seenIn(worn, box, () => look(worn))
      if (failures.length === 1) throw failures[0]
      if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('\n\n'))
    },
  },
])
