/** Variables of one kind, and what each is for. */
export interface VariableGroup {
  readonly title: string
  readonly texts: Readonly<Record<string, string>>
}

/** What each variable of the stylesheet is for: what it is by default, the stylesheet says itself. */
export const variableGroups: readonly VariableGroup[] = [
  {
    title: 'Colours',
    texts: {
      '--millrace-background':
        'Behind everything, and of what lies over the thread: cards, details.',
      '--millrace-surface':
        'A little raised: rows for what is wrong, tool bars of tables, rows under the pointer.',
      '--millrace-surface-strong':
        'More raised: code in a sentence, numbers of sources, buttons under the pointer.',
      '--millrace-text': 'What is read: answers, names, what is typed.',
      '--millrace-text-quiet':
        'What stands beside: footers, times, days, icons, and messages that the model no longer sees.',
      '--millrace-border':
        'Lines around and between: code, tables, cards, messages that are no longer sent.',
      '--millrace-control': 'Lines around what can be written in: the message box, editors.',
      '--millrace-accent': 'Links, the ring of the focus, the button that sends, and what is new.',
      '--millrace-accent-text':
        'On the accent: the sign in the button that sends, words of the button that approves.',
      '--millrace-question':
        'Behind a question, and behind the editor that puts it into other words.',
      '--millrace-question-text': 'The words of a question.',
      '--millrace-warning':
        'What went wrong or is too much: interrupted answers, failed tools, a full window.',
      '--millrace-code': 'Behind blocks of code.',
    },
  },
  {
    title: 'Shape and space',
    texts: {
      '--millrace-radius':
        'Round corners of questions and editors; boxes, the composer and pills go with it. With a unit: `0px`.',
      '--millrace-radius-small':
        'Round corners of what is small: buttons, placeholders, values of tools.',
      '--millrace-measure': 'How wide the text of the thread becomes at most.',
      '--millrace-block-gap':
        'Between two blocks of an answer; headings and rules take more of it.',
      '--millrace-message-gap': 'Between two messages.',
      '--millrace-gutter': 'Between the text and the edges of the chat.',
      '--millrace-caret':
        'The `display` of the mark where an answer is being written; `none` leaves it out.',
    },
  },
  {
    title: 'Letters',
    texts: {
      '--millrace-font-text': 'The font of everything but code and formulas.',
      '--millrace-font-heading':
        'The font of headings and of the greeting; by default that of the text.',
      '--millrace-font-mono': 'The font of code.',
      '--millrace-font-size': 'The size of the text; what is smaller or larger goes with it.',
      '--millrace-line-height': 'The height of a line of text.',
      '--millrace-font-math': 'The font of formulas; it needs a table for mathematics.',
    },
  },
  {
    title: 'A panel (`panel.css`)',
    texts: {
      '--millrace-panel-width': 'How wide it is where it does not fill the screen.',
      '--millrace-panel-height': 'How high it is while it floats, where the window is high enough.',
      '--millrace-panel-gap': 'Between the button, the panel and the edges of the window.',
      '--millrace-panel-layer': 'Its `z-index`, and that of its button.',
    },
  },
  {
    title: 'Colours of code',
    texts: {
      '--millrace-token-keyword': '`data-token="keyword"`: words of the language.',
      '--millrace-token-string': '`data-token="string"`: texts.',
      '--millrace-token-number': '`data-token="number"`: numbers.',
      '--millrace-token-constant': '`data-token="constant"`: `true`, `null` and their like.',
      '--millrace-token-comment': '`data-token="comment"`: what is said to who reads the code.',
      '--millrace-token-function': '`data-token="function"`: names of functions.',
      '--millrace-token-type': '`data-token="type"`: names of types and classes.',
      '--millrace-token-variable': '`data-token="variable"`: names of values.',
      '--millrace-token-property': '`data-token="property"`: names of what an object holds.',
      '--millrace-token-tag': '`data-token="tag"`: names of elements in markup.',
      '--millrace-token-attribute': '`data-token="attribute"`: attributes in markup.',
      '--millrace-token-punctuation': '`data-token="punctuation"`: brackets, commas and operators.',
      '--millrace-token-heading': '`data-token="heading"`: headings in Markdown.',
      '--millrace-token-inserted': '`data-token="inserted"`: a line that came, in a difference.',
      '--millrace-token-deleted': '`data-token="deleted"`: a line that went, in a difference.',
    },
  },
]
