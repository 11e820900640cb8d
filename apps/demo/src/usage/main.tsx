import '@fontsource-variable/inter'
import './usage.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { UsagePage } from './UsagePage.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <UsagePage />
  </StrictMode>,
)
