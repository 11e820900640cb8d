import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@millrace/react/styles.css'
import './demo.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Demo } from './Demo.tsx'
import { forgetOffline } from './offline/forgetOffline.ts'
import { keepOffline } from './offline/keepOffline.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <Demo />
  </StrictMode>,
)

// By name: in brackets all variables for pages would be put in.
if (import.meta.env.VITE_OFFLINE === 'off') void forgetOffline()
else keepOffline()
