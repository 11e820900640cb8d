import type { Labels } from '@millrace/react'

const packs: Readonly<Record<string, () => Promise<Labels>>> = {
  ar: async () => (await import('@millrace/react/labels/ar')).arabic,
  de: async () => (await import('@millrace/react/labels/de')).german,
  zh: async () => (await import('@millrace/react/labels/zh')).chinese,
}

/** The language of the element, or of what is around it in the page; empty where nobody says. */
export function languageAround(element: HTMLElement): string {
  return element.closest<HTMLElement>('[lang]')?.lang ?? ''
}

/** The words for a language (`de`, `de-AT`). undefined: there are none, or they cannot be loaded, and English is spoken. */
export async function loadLabels(language: string): Promise<Labels | undefined> {
  const [primary = ''] = language.toLowerCase().split('-')
  try {
    return Object.hasOwn(packs, primary) ? await packs[primary]?.() : undefined
  } catch {
    return undefined
  }
}
