import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@fontsource-variable/noto-sans-arabic'
import '@millrace/react/styles.css'
import './preview.css'
import type { Preview } from '@storybook/react-vite'

const preview: Preview = {
  tags: ['autodocs', 'visual'],
  parameters: {
    layout: 'fullscreen',
    // An axe violation fails the story.
    a11y: { test: 'error' },
    controls: { expanded: true },
  },
}

export default preview
