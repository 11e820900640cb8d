import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StorybookConfig } from '@storybook/react-vite'
import { referencePlugin } from './reference/referencePlugin.ts'

const here = dirname(fileURLToPath(import.meta.url))

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: [
    { directory: './docs', files: '**/*.mdx' },
    { directory: '../packages/react/src', files: '**/*.stories.tsx', titlePrefix: 'React' },
    { directory: '../packages/embed/src', files: '**/*.stories.tsx', titlePrefix: 'Element' },
    { directory: '../apps/examples', files: '**/*.stories.tsx', titlePrefix: 'Examples' },
    { directory: '../apps/playground', files: '**/*.stories.tsx' },
  ],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  // Not in preview.tsx, which the tests of stories have too.
  previewAnnotations: [join(here, 'docs/preview.ts')],
  // Our own reader knows our types: see `reference/readParts.ts`.
  typescript: { reactDocgen: false },
  viteFinal: (config) => ({ ...config, plugins: [...(config.plugins ?? []), referencePlugin()] }),
  core: {
    disableTelemetry: true,
    disableWhatsNewNotifications: true,
    enableCrashReports: false,
  },
}

export default config
