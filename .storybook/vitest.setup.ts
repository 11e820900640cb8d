import * as a11y from '@storybook/addon-a11y/preview'
import { setProjectAnnotations } from '@storybook/react-vite'
import { expect } from 'vitest'
import { page } from 'vitest/browser'
import * as preview from './preview.tsx'

/** Every weight the theme uses, so that the first picture does not show a fallback. */
const faces = ['400', '500', '600', '700'].flatMap((weight) => [
  `${weight} 16px "Inter Variable"`,
  `${weight} 14px "JetBrains Mono Variable"`,
  `${weight} 16px "Noto Sans Arabic Variable"`,
])

setProjectAnnotations([
  a11y,
  preview,
  {
    afterEach: async ({ canvasElement, id, tags }) => {
      // Pictures are kept for Linux: other systems draw the same letters with other pixels.
      if (!tags.includes('visual') || !navigator.userAgent.includes('Linux')) return
      await Promise.all([
        ...faces.map((face) => document.fonts.load(face, 'aا')),
        document.fonts.load('16px "Formulas"', 'x∑𝑥'),
      ])
      await document.fonts.ready
      // The story's own box: the canvas around it is as wide as the window.
      const box = canvasElement.firstElementChild ?? canvasElement
      await expect(page.elementLocator(box)).toMatchScreenshot(id)
    },
  },
])
