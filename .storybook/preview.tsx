import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@fontsource-variable/noto-sans-arabic'
import '@millrace/react/styles.css'
import './preview.css'
import type { Preview } from '@storybook/react-vite'
import { type Language, Surroundings } from './surroundings.tsx'

const preview: Preview = {
  tags: ['autodocs', 'visual'],
  parameters: {
    layout: 'fullscreen',
    // An axe violation fails the story.
    a11y: { test: 'error' },
    controls: { expanded: true },
    options: {
      storySort: {
        order: ['Start here', 'Playground', 'Guides', 'React', 'Element', 'Examples', 'Reference'],
      },
    },
  },
  globalTypes: {
    theme: {
      description: 'Light or dark',
      toolbar: {
        title: 'Theme',
        icon: 'contrast',
        dynamicTitle: true,
        items: [
          { value: 'system', title: 'As the system' },
          { value: 'light', title: 'Light' },
          { value: 'dark', title: 'Dark' },
        ],
      },
    },
    language: {
      description: 'Words of the chat, and their direction',
      toolbar: {
        title: 'Language',
        icon: 'globe',
        dynamicTitle: true,
        items: [
          { value: 'en', title: 'English' },
          { value: 'de', title: 'Deutsch' },
          { value: 'zh', title: '中文' },
          { value: 'ar', title: 'العربية' },
        ],
      },
    },
  },
  initialGlobals: { theme: 'system', language: 'en' },
  decorators: [
    (Story, { args, globals, viewMode }) => (
      <Surroundings language={globals['language'] as Language} alone={viewMode !== 'docs'}>
        {globals['theme'] === 'system' ? (
          <Story />
        ) : (
          <Story args={{ ...args, theme: globals['theme'] as string }} />
        )}
      </Surroundings>
    ),
  ],
}

export default preview
