import type { ReactNode } from 'react'

/** A sign of lines, as large as those of actions. */
export function icon(path: string): ReactNode {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}

export const copyIcon: ReactNode = icon('M5.75 5.75v-2.5h7v7h-2.5M3.25 5.75h7v7h-7z')
export const doneIcon: ReactNode = icon('M3 8.5l3.25 3.25L13 5')
export const editIcon: ReactNode = icon('M3 13l.6-2.8 7.2-7.2 2.2 2.2-7.2 7.2zM9.6 4.2l2.2 2.2')
export const againIcon: ReactNode = icon('M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8')
export const upIcon: ReactNode = icon(
  'M5 13.25V7.5l2.75-5c1 0 1.5.75 1.35 1.6L8.6 6.6h3.3c.8 0 1.4.7 1.2 1.5l-.9 4c-.15.7-.7 1.15-1.4 1.15zM5 13.25H2.75V7.5H5',
)
export const downIcon: ReactNode = icon(
  'M11 2.75V8.5l-2.75 5c-1 0-1.5-.75-1.35-1.6l.5-2.5H4.1c-.8 0-1.4-.7-1.2-1.5l.9-4c.15-.7.7-1.15 1.4-1.15zM11 2.75h2.25V8.5H11',
)
export const previousTurnIcon: ReactNode = icon('M8 13V5.5M4.5 8.5L8 5l3.5 3.5M3.5 2.75h9')
export const earlierIcon: ReactNode = icon('M10 3.5L5.5 8l4.5 4.5')
export const laterIcon: ReactNode = icon('M6 3.5L10.5 8 6 12.5')
export const speakIcon: ReactNode = icon(
  'M2.5 6.25v3.5h2.25L8.25 12.5v-9L4.75 6.25zM10.75 5.9a3 3 0 0 1 0 4.2M12.5 4.1a5.5 5.5 0 0 1 0 7.8',
)
export const silentIcon: ReactNode = icon(
  'M2.5 6.25v3.5h2.25L8.25 12.5v-9L4.75 6.25zM10.75 6.25l3.5 3.5M14.25 6.25l-3.5 3.5',
)
export const stopIcon: ReactNode = icon('M4 4h8v8h-8z')
