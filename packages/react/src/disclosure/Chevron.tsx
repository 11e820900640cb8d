import type { ReactNode } from 'react'

/** Points to where it opens; the theme turns it. */
export function Chevron(): ReactNode {
  return (
    <svg
      data-part="chevron"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M6.25 4 10.25 8l-4 4" />
    </svg>
  )
}
