import type { Answer } from './Answer.ts'

/** A React component with a hook, in TSX and CSS. */
export const reactHook: Answer = {
  keywords: [
    'react',
    'hook',
    'hooks',
    'component',
    'components',
    'tsx',
    'jsx',
    'css',
    'debounce',
    'frontend',
    'usestate',
    'useeffect',
    'search box',
  ],
  text: `## A search box that doesn't flood the server

Three things make a search box pleasant: it waits until you pause, it forgets answers that come too late, and it says what it's doing. Here's all of it, without a library.

\`\`\`tsx
import { useEffect, useState, type ReactNode } from 'react'

type Search =
  | { status: 'idle' }
  | { status: 'searching' }
  | { status: 'found'; titles: readonly string[] }
  | { status: 'failed'; message: string }

/** Searches 250 ms after the last keystroke. Answers that are overtaken are dropped. */
function useSearch(query: string): Search {
  const [search, setSearch] = useState<Search>({ status: 'idle' })

  useEffect(() => {
    if (query.trim() === '') {
      setSearch({ status: 'idle' })
      return
    }
    const controller = new AbortController()
    const timer = setTimeout(async () => {
      setSearch({ status: 'searching' })
      try {
        const response = await fetch(\`/api/search?q=\${encodeURIComponent(query)}\`, {
          signal: controller.signal,
        })
        if (!response.ok) throw new Error(\`The server said \${response.status}.\`)
        setSearch({ status: 'found', titles: await response.json() })
      } catch (error) {
        if (controller.signal.aborted) return
        setSearch({ status: 'failed', message: String(error) })
      }
    }, 250)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [query])

  return search
}

export function SearchBox(): ReactNode {
  const [query, setQuery] = useState('')
  const search = useSearch(query)
  return (
    <search className="search-box" data-status={search.status}>
      <label>
        Search <input type="search" value={query} onChange={(e) => setQuery(e.target.value)} />
      </label>
      <p role="status">{search.status === 'searching' && 'Searching…'}</p>
      {search.status === 'failed' && <p role="alert">{search.message}</p>}
      {search.status === 'found' && (
        <ul>
          {search.titles.map((title) => (
            <li key={title}>{title}</li>
          ))}
        </ul>
      )}
    </search>
  )
}
\`\`\`

And just enough style to show the state:

\`\`\`css
.search-box[data-status='searching'] input {
  background: no-repeat right 0.5em center / 1em url('spinner.svg');
}

@media (prefers-reduced-motion: reduce) {
  .search-box * {
    animation: none;
  }
}
\`\`\`

### Why it's written this way

- **One union instead of three booleans.** \`isLoading\`, \`isError\` and \`data\` allow eight combinations, four of which make no sense. The union can't express those.
- **The cleanup does the hard part.** Each new letter clears the timer *and* aborts the request in flight, so that an old answer can't overwrite a new one.
- **\`role="status"\` is always there.** Screen readers announce a *change* in a live region; one that appears together with its text is often missed.

To test it, hand in the \`fetch\` and the delay, and you won't have to wait for real time to pass.`,
}
