import type { ReactNode } from 'react'

/** What stands before a file's name: the ending of the name, or a sheet of paper. Renders one `<span>`, for eyes alone. */
export function FileBadge({ name }: { readonly name: string }): ReactNode {
  const ending = /\.([a-z\d]{1,4})$/i.exec(name)?.[1]
  return (
    <span data-part="file-badge" aria-hidden="true">
      {ending?.toUpperCase() ?? (
        <svg
          viewBox="0 0 20 20"
          width="20"
          height="20"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
          focusable="false"
        >
          <path d="M11.5 2.5h-5a1.5 1.5 0 0 0-1.5 1.5v12a1.5 1.5 0 0 0 1.5 1.5h7a1.5 1.5 0 0 0 1.5-1.5V6zM11.5 2.5V6H15" />
        </svg>
      )}
    </span>
  )
}
