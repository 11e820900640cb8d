'use client'

import type { Catalogue } from '@millrace/protocol'
import { type Context, createContext } from 'react'

/** What models cost, if somebody above says so: no price table comes with the components. */
export const CatalogueContext: Context<Catalogue | undefined> = createContext<
  Catalogue | undefined
>(undefined)
