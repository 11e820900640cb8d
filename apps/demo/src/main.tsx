import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@millrace/react/styles.css'
import './demo.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Demo } from './Demo.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <Demo />
  </StrictMode>,
)
