import type { ThemeRegistration } from 'shiki/core'
import type { TokenKind } from '../code/Highlighter.ts'

/**
 * Which scopes of a TextMate grammar are of which kind. The most precise selector wins, wherever it stands;
 * `plain` takes back what a scope further out would give.
 */
const scopes: Readonly<Record<TokenKind | 'plain', readonly string[]>> = {
  keyword: [
    'keyword',
    'storage',
    'variable.language',
    'variable.parameter.function.language.special',
    'keyword.operator.alphabetic',
    'keyword.operator.delete',
    'keyword.operator.expression',
    'keyword.operator.logical.python',
    'keyword.operator.new',
    'keyword.operator.sizeof',
    'keyword.operator.word',
    'keyword.operator.wordlike',
    'punctuation.definition.directive',
    'punctuation.definition.keyword',
  ],
  string: [
    'string',
    'punctuation.definition.string',
    'constant.other.symbol',
    'markup.inline.raw',
    'markup.raw',
    'markup.underline.link',
    'string.regexp keyword.operator',
    'string.regexp punctuation',
  ],
  number: ['constant.numeric', 'constant.other.color', 'keyword.other.unit'],
  constant: [
    'constant',
    'constant.character.escape',
    'meta.diff.range',
    'support.constant',
    'variable.other.enummember',
  ],
  comment: ['comment', 'punctuation.definition.comment', 'markup.quote'],
  function: [
    'entity.name.command',
    'entity.name.function',
    'meta.function-call.generic',
    'punctuation.decorator',
    'punctuation.definition.decorator',
    'support.function',
    'variable.function',
  ],
  type: [
    'entity.name.class',
    'entity.name.namespace',
    'entity.name.scope-resolution',
    'entity.name.type',
    'entity.other.inherited-class',
    'keyword.type',
    'meta.type.cast',
    'storage.type.annotation',
    'storage.type.boolean',
    'storage.type.built-in',
    'storage.type.byte',
    'storage.type.error',
    'storage.type.generic',
    'storage.type.java',
    'storage.type.numeric',
    'storage.type.object',
    'storage.type.primitive',
    'storage.type.string.go',
    'support.class',
    'support.type',
  ],
  variable: ['variable', 'entity.name.variable', 'punctuation.definition.variable'],
  property: [
    'entity.name.tag.yaml',
    'entity.name.variable.property',
    'keyword.key',
    'meta.object-literal.key',
    'punctuation.support.type.property-name',
    'support.type.property-name',
    'support.type.vendored.property-name',
    'support.variable.property',
    'variable.object.property',
    'variable.other.constant.object.property',
    'variable.other.constant.property',
    'variable.other.key',
    'variable.other.member',
    'variable.other.object.property',
    'variable.other.property',
  ],
  tag: ['entity.name.tag', 'entity.name.tag support.class.component'],
  attribute: ['entity.other.attribute', 'entity.other.attribute-name', 'constant.other.option'],
  punctuation: [
    'punctuation',
    'keyword.operator',
    'meta.brace',
    'punctuation.definition.template-expression',
    'storage.type.function.arrow',
  ],
  heading: [
    'entity.name.section',
    'markup.heading',
    'meta.diff.header',
    'punctuation.definition.heading',
  ],
  inserted: ['markup.inserted', 'punctuation.definition.inserted'],
  deleted: ['markup.deleted', 'punctuation.definition.deleted'],
  plain: [
    'meta.embedded',
    'meta.interpolation',
    'meta.template.expression',
    'string.unquoted.argument.shell',
  ],
}

const kinds = Object.keys(scopes) as readonly (TokenKind | 'plain')[]

/** A colour that stands for a kind and is never shown. Upper case, as grammars give it back. */
function markOf(kind: TokenKind | 'plain'): string {
  return `#${(kinds.indexOf(kind) + 1).toString(16).toUpperCase().padStart(6, '0')}`
}

const kindsByMark: ReadonlyMap<string, TokenKind> = new Map(
  kinds.flatMap((kind) => (kind === 'plain' ? [] : [[markOf(kind), kind]])),
)

/** A theme whose colours are the names of kinds: what a grammar says about a piece is read back from them. */
export const tokenTheme: ThemeRegistration = {
  name: 'token-kinds',
  type: 'light',
  fg: markOf('plain'),
  bg: '#FFFFFF',
  settings: kinds.map((kind) => ({
    scope: [...scopes[kind]],
    settings: { foreground: markOf(kind) },
  })),
}

/** The kind that a colour of `tokenTheme` stands for. */
export function kindOfColor(color: string | undefined): TokenKind | undefined {
  return color === undefined ? undefined : kindsByMark.get(color.toUpperCase())
}
