import type { ReactNode } from 'react'

/** What a sign says of a call. */
export type IconName =
  | 'written'
  | 'running'
  | 'asked'
  | 'approved'
  | 'done'
  | 'failed'
  | 'declined'
  | 'interrupted'

/** A sign that stands beside words that say the same. `data-icon` is its name: the theme turns `running`. */
export function ToolIcon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg
      data-part="tool-icon"
      data-icon={name}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[name]}
    </svg>
  )
}

const ring = <circle cx="8" cy="8" r="5.75" />

const shapes: Readonly<Record<IconName, ReactNode>> = {
  written: <path d="m2.75 13.25.7-3 7.3-7.3a1.6 1.6 0 0 1 2.3 2.3l-7.3 7.3zM9.5 4.2l2.3 2.3" />,
  running: (
    <>
      <circle cx="8" cy="8" r="5.75" opacity="0.3" />
      <path d="M8 2.25A5.75 5.75 0 0 1 13.75 8" />
    </>
  ),
  asked: (
    <>
      {ring}
      <path d="M6.4 6.4a1.65 1.65 0 1 1 2.4 1.5c-.5.3-.8.6-.8 1.1M8 11.1v.01" />
    </>
  ),
  approved: (
    <>
      {ring}
      <path d="m5.5 8.2 1.8 1.8 3.2-3.7" />
    </>
  ),
  done: <path d="m3 8.5 3.3 3.3L13 4.5" />,
  failed: <path d="M8 2.5 14.25 13.25H1.75zM8 6.5v3M8 11.4v.01" />,
  declined: (
    <>
      {ring}
      <path d="m4 4 8 8" />
    </>
  ),
  interrupted: (
    <>
      {ring}
      <path d="M5.5 8h5" />
    </>
  ),
}
