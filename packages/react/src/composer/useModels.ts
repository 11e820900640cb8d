'use client'

import type { ChatStore, ModelList } from '@millrace/core'
import { useCallback, useEffect, useState } from 'react'

/** The models of a chat, loaded when somebody looks. */
export interface Models {
  readonly list: ModelList | undefined
  readonly failed: boolean
  /** Loads them again. */
  readonly load: () => void
}

type Loaded =
  | { readonly of: ChatStore['models']; readonly status: 'failed' }
  | { readonly of: ChatStore['models']; readonly status: 'loaded'; readonly list: ModelList }

/** Loads the models of this chat. A choice that is none of them is taken back: the route would refuse it. */
export function useModels({ models, composer }: ChatStore): Models {
  const [loaded, setLoaded] = useState<Loaded>()
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    if (models === undefined) return undefined
    const leaving = new AbortController()
    const { signal } = leaving
    models.load({ signal }).then(
      (list) => {
        if (signal.aborted) return
        const { model, setModel } = composer.getState()
        if (model !== undefined && !list.models.some(({ id }) => id === model)) setModel(undefined)
        setLoaded({ of: models, status: 'loaded', list })
      },
      () => {
        if (!signal.aborted) setLoaded({ of: models, status: 'failed' })
      },
    )
    return () => leaving.abort()
  }, [models, composer, attempt])

  const load = useCallback(() => {
    setLoaded(undefined)
    setAttempt((count) => count + 1)
  }, [])
  const own = loaded?.of === models ? loaded : undefined
  return {
    list: own?.status === 'loaded' ? own.list : undefined,
    failed: own?.status === 'failed',
    load,
  }
}
