import type { Extension as TreeExtension } from 'mdast-util-from-markdown'
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal'
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote'
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item'
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'
import { gfmFootnote } from 'micromark-extension-gfm-footnote'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'
import { gfmTable } from 'micromark-extension-gfm-table'
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item'
import type { Extension } from 'micromark-util-types'

/** A syntax beyond CommonMark. */
export interface Syntax {
  readonly micromark: Extension
  readonly mdast?: TreeExtension
  /** What source must hold for the syntax to make a difference. */
  readonly needs: RegExp
}

/**
 * GFM as remark-gfm has it, and emphasis that works beside CJK punctuation. Apart, since each makes all parsing slower,
 * together by more than half, and most blocks need none.
 */
export function ownSyntaxes(): readonly Syntax[] {
  return [
    {
      micromark: gfmAutolinkLiteral(),
      mdast: gfmAutolinkLiteralFromMarkdown(),
      needs: /:\/\/|www\.|@/i,
    },
    { micromark: gfmFootnote(), mdast: gfmFootnoteFromMarkdown(), needs: /\[\^/ },
    { micromark: gfmStrikethrough(), mdast: gfmStrikethroughFromMarkdown(), needs: /~/ },
    { micromark: gfmTable(), mdast: gfmTableFromMarkdown(), needs: /\||:-|-:/ },
    { micromark: gfmTaskListItem(), mdast: gfmTaskListItemFromMarkdown(), needs: /\[[\sx]\]/i },
    // Wide characters, and what selects a form of one. Accents and Cyrillic letters are not among them.
    { micromark: cjkFriendlyExtension(), needs: /[\u1100-\uffff]/ },
  ]
}
