import type { Answer } from './Answer.ts'

/** Binary search with a little maths, in TypeScript, Python and SQL. */
export const binarySearch: Answer = {
  keywords: [
    'algorithm',
    'algorithms',
    'binary search',
    'sort',
    'sorting',
    'complexity',
    'big o',
    'math',
    'maths',
    'mathematics',
    'logarithm',
    'python',
    'sql',
    'typescript',
    'javascript',
    'function',
    'code',
    'program',
    'programming',
  ],
  text: `# Binary search, properly

Everybody knows binary search, and most first attempts at it have a bug. Let's build it from one idea, so that there's nothing to memorise.

## The idea: a boundary, not a value

Forget "find 42". Ask instead: *where does the answer to a yes/no question change?*

    index      0    1    2    3    4    5    6    7
    value      3    8   15   23   42   42   57   91
    >= 42?     no   no   no   no   yes  yes  yes  yes
                                   ^
                                   the boundary

As long as every *no* comes before every *yes*, we can halve the uncertain part with each question.

**The invariant.** Everything left of \`low\` is *no*; everything from \`high\` on is *yes*. The part between them is unknown. When \`low = high\`, nothing is unknown, and we're done.

## TypeScript

\`\`\`ts
/** The first index at which \`isYes\` holds; \`length\` if it never does. */
export function firstIndex(length: number, isYes: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    if (isYes(middle)) high = middle
    else low = middle + 1
  }
  return low
}

const values = [3, 8, 15, 23, 42, 42, 57, 91]
const first = firstIndex(values.length, (i) => values[i]! >= 42) // 4
const after = firstIndex(values.length, (i) => values[i]! > 42) //  6
console.log(\`42 occurs \${after - first} times\`) // 42 occurs 2 times
\`\`\`

Why \`low + Math.floor((high - low) / 2)\` and not \`(low + high) / 2\`? In languages with fixed-size integers, the sum can overflow. That bug sat in well-known standard libraries for about a decade.

## Python

\`\`\`python
def first_index(length: int, is_yes) -> int:
    """The first index at which is_yes holds; length if it never does."""
    low, high = 0, length
    while low < high:
        middle = (low + high) // 2   # Python's integers don't overflow
        if is_yes(middle):
            high = middle
        else:
            low = middle + 1
    return low


def integer_sqrt(n: int) -> int:
    """The largest r with r * r <= n: no array in sight."""
    return first_index(n + 2, lambda r: r * r > n) - 1


assert [integer_sqrt(n) for n in (0, 1, 15, 16, 17)] == [0, 1, 3, 4, 4]
\`\`\`

The second function is the point of the whole exercise: binary search isn't about arrays. It works on *any* question that changes its answer only once, such as "does this commit have the bug?".

## SQL

A database does the same for you, in pages instead of elements. With an index, this reads a handful of pages out of a million:

\`\`\`sql
CREATE INDEX readings_taken_at ON readings (taken_at);

SELECT id, taken_at, celsius
FROM readings
WHERE taken_at >= TIMESTAMP '2026-01-15 12:00:00'
ORDER BY taken_at
LIMIT 1;
\`\`\`

## How fast is it?

Each step leaves at most half of what was there. After *k* steps, *n* / 2ᵏ elements are left, and we stop at one:

- *n* / 2ᵏ ≤ 1 ⟺ *k* ≥ log₂ *n*
- so the number of questions is **⌈log₂(*n* + 1)⌉** at most

| Elements *n* | One by one (worst) | Binary search |
| ---: | ---: | ---: |
| 1,000 | 1,000 | 10 |
| 1,000,000 | 1,000,000 | 20 |
| 1,000,000,000 | 1,000,000,000 | 30 |

Twenty questions for a million: that's the old party game, and now you know why it works.`,
}
