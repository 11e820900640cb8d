/**
 * Whether a question wants an answer of its own (T-79): another one instead of the last, the rest of one that was cut
 * short, or whatever comes with `cache-control: no-cache` (or `no-store`).
 */
export function wantsFresh(question: {
  readonly request: Request
  readonly trigger: 'submit-message' | 'regenerate-message'
  readonly continues: boolean
}): boolean {
  const { request, trigger, continues } = question
  if (continues || trigger === 'regenerate-message') return true
  const directives = (request.headers.get('cache-control') ?? '').toLowerCase().split(',')
  return directives.some((directive) => /^\s*no-(?:cache|store)\s*$/.test(directive))
}
