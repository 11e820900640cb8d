import { elementFrom } from './elementFrom.ts'

/*
 * For a plain script tag: a few lines that load the element from the same folder, and put one into the page where the tag says
 * so in `data-*`.
 */
const tag = document.currentScript
if (tag instanceof HTMLScriptElement && tag.src !== '') {
  elementFrom(tag)
  void load(new URL('index.js', tag.src).href)
} else {
  console.error(
    'millrace-chat.js is for <script src="…/millrace-chat.js" defer>: not inline, not a module.',
  )
}

async function load(address: string): Promise<void> {
  try {
    const { defineMillraceChat } = (await import(
      /* @vite-ignore */ address
    )) as typeof import('../element/defineMillraceChat.ts')
    defineMillraceChat()
  } catch (thrown) {
    console.error(
      `The chat could not be loaded from ${address}: the whole folder of millrace-chat.js has to be there, and to be let in by the page's policy (script-src).`,
      thrown,
    )
  }
}
