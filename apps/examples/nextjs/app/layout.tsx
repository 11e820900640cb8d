import type { ReactNode } from 'react'
import '@millrace/react/styles.css'
import './page.css'

export const metadata = { title: 'Millrace with Next.js', icons: 'data:,' }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
