/** How the keys of a vendor look. */
export interface KeyPattern {
  /** In words, for whoever reads the finding. */
  readonly kind: string
  /** Finds candidates: the first group is what all keys of the kind begin with, the second the secret itself. */
  readonly shape: RegExp
  /** What to know before calling it a leak. */
  readonly hint?: string
}

/** Nothing that a pattern finds is longer, in characters. */
export const longestKey = 300

/**
 * The special ones first: of two that find the same text, the first names it. Azure's keys are letters and digits
 * without a mark, as Together's old ones are: those are found by their value alone.
 */
export const keyPatterns: readonly KeyPattern[] = [
  { kind: 'an Anthropic key', shape: shape('sk-ant-(?:api|admin|oat)\\d\\d-', '[\\w-]{20,256}') },
  { kind: 'an OpenAI key', shape: shape('sk-(?:proj|svcacct|admin)-', '[\\w-]{20,256}') },
  { kind: 'an OpenAI key', shape: shape('sk-', '[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}') },
  { kind: 'an OpenRouter key', shape: shape('sk-or-v1-', '[0-9a-f]{64}') },
  { kind: 'a Groq key', shape: shape('gsk_', '[A-Za-z0-9]{40,64}') },
  { kind: 'a Together key', shape: shape('tgp_v1_', '[\\w-]{43}') },
  { kind: 'an xAI key', shape: shape('xai-', '[A-Za-z0-9]{80}') },
  { kind: 'a Perplexity key', shape: shape('pplx-', '[A-Za-z0-9]{40,64}') },
  { kind: 'a Hugging Face token', shape: shape('hf_', '[A-Za-z0-9]{34,40}') },
  {
    kind: 'a Google key',
    shape: shape('AIza', '[\\w-]{35}'),
    hint: 'A Google key for the browser alone (Firebase, Maps) may be there: put it in `allow`.',
  },
  // DeepSeek, Moonshot, LiteLLM and many a proxy. `sk-<hash>.js` is the Slovak texts of a page.
  { kind: 'what looks like a key', shape: shape('sk-', '[\\w-]{20,256}', '(?!\\.[a-z])') },
]

/**
 * Whether the characters behind a prefix are random, as keys are, and no words: `loading-spinner-container` changes
 * between small letters, capitals and digits in no place where no new word begins, a key all the time.
 */
export function isRandom(secret: string): boolean {
  const runs = secret.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []
  const pieces = secret.match(/[A-Za-z0-9]+/g) ?? []
  const changes = runs.length - pieces.length
  return changes >= 5 && changes >= secret.length / 5
}

/**
 * A pattern for a text that stands alone: `task-…` holds no `sk-…`. What is before may be the end of an escape, such
 * as `\n` or `%22`. The prefix goes first, since engines look for a fixed beginning fastest.
 */
function shape(prefix: string, secret: string, end = ''): RegExp {
  const before = String.raw`^|[^\w-]|\\[bfnrtv]|\\x[\dA-Fa-f]{2}|\\u[\dA-Fa-f]{4}|%[\dA-Fa-f]{2}`
  return new RegExp(`(${prefix})(?<=(?:${before})${prefix})(${secret})(?![\\w-])${end}`, 'g')
}
