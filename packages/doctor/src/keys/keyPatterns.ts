/** Before a key stands what is no part of a word, or the end of an escape. */
const start = String.raw`(?<![\w-](?<!\\[bfnrt]|%[\dA-Fa-f]{2}|\\u[\dA-Fa-f]{4}))`

/** What may be a key of a vendor. The second group is what has to be random. */
const candidates: readonly { readonly kind: string; readonly shape: RegExp }[] = [
  { kind: 'a key (sk-…)', shape: shape('sk-(?:ant-|proj-|or-v1-|svcacct-|admin-)?', 16) },
  { kind: 'a Google key (AIza…)', shape: shape('AIza', 30) },
  { kind: 'a Groq key (gsk_…)', shape: shape('gsk_', 30) },
  { kind: 'an xAI key (xai-…)', shape: shape('xai-', 30) },
  { kind: 'a Hugging Face token (hf_…)', shape: shape('hf_', 30) },
  { kind: 'a Perplexity key (pplx-…)', shape: shape('pplx-', 30) },
  {
    kind: 'a bearer token (Bearer …)',
    shape: /(Bearer(?:\s{1,4}|%20|\+))([\w.~+/=-]{16,4096})/gi,
  },
]

/** What vendors show of a key when they refuse it: its beginning, stars or dots, its end. */
const halfMasked = new RegExp(
  String.raw`${start}(?:sk-|AIza|gsk_|xai-)[\w-]{0,32}(?:[*•]{3,}|\.{3}|…)[\w-]{0,16}`,
  'g',
)

/** For masking: wider than for finding, since a word that is masked harms nobody. */
export const likeKeys: readonly RegExp[] = [
  ...candidates.map(({ shape: pattern }) => pattern),
  new RegExp(String.raw`${start}(?:sk-|AIza|gsk_|hf_|xai-|pplx-)[\w*.…•-]{8,}`, 'g'),
]

/** What looks like a key, in words and with the text that does. */
export interface KeyLike {
  readonly kind: string
  readonly text: string
}

/** What in a text looks like a key of a vendor: random letters and digits behind a known beginning, or half masked. */
export function keysIn(text: string): readonly KeyLike[] {
  const found: KeyLike[] = []
  for (const { kind, shape: pattern } of candidates) {
    for (const { 0: whole, 2: secret = '' } of text.matchAll(pattern)) {
      if (isRandom(secret)) found.push({ kind, text: whole })
    }
  }
  for (const { 0: whole } of text.matchAll(halfMasked)) {
    // `sk-...` alone is how documentation writes it.
    if (/[A-Za-z\d]/.test(whole.replace(/^(?:sk-|AIza|gsk_|xai-)/, ''))) {
      found.push({ kind: 'a part of a key', text: whole })
    }
  }
  return found
}

function shape(prefix: string, least: number): RegExp {
  return new RegExp(`${start}(${prefix})([\\w-]{${least},256})`, 'g')
}

/** Letters, capitals and digits change places all the time in a key, and in words where a word begins. */
function isRandom(secret: string): boolean {
  const runs = secret.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []
  const pieces = secret.match(/[A-Za-z\d]+/g) ?? []
  return /\d/.test(secret) && runs.length - pieces.length >= Math.max(3, secret.length / 8)
}
