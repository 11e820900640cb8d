declare module 'virtual:millrace-reference' {
  import type { Entry, Export, Part, Variable } from './Reference.ts'

  /** Parts that can be imported, family by family, and then those that only others render. */
  export const parts: readonly Part[]
  export const exports: readonly Export[]
  /** What the other entries export, package by package. */
  export const entries: readonly Entry[]
  /** What a page may set, in the order of the stylesheet. */
  export const variables: readonly Variable[]
  export const partsByComponent: ReadonlyMap<unknown, Part>
}
