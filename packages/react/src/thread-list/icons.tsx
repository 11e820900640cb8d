import type { ReactNode } from 'react'
import { icon } from '../action/icons.tsx'

export const newIcon: ReactNode = icon('M8 3.25v9.5M3.25 8h9.5')
export const importIcon: ReactNode = icon('M8 2.75v7M5 7l3 3 3-3M2.75 10.5v2.75h10.5V10.5')
export const moreIcon: ReactNode = (
  <svg
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="currentColor"
    aria-hidden="true"
    focusable="false"
  >
    <circle cx="3.25" cy="8" r="1.25" />
    <circle cx="8" cy="8" r="1.25" />
    <circle cx="12.75" cy="8" r="1.25" />
  </svg>
)
/** An answer is being written; the theme lets it turn. */
export const runningIcon: ReactNode = icon('M8 2.75a5.25 5.25 0 1 1-5.25 5.25')
export const failedIcon: ReactNode = icon('M8 2.5l6 10.75H2zM8 6.75v3M8 11.4v.1')
export const unreadIcon: ReactNode = (
  <svg
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="currentColor"
    aria-hidden="true"
    focusable="false"
  >
    <circle cx="8" cy="8" r="3.5" />
  </svg>
)
