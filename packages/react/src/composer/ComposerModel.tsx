'use client'

import type { ModelInfo } from '@millrace/core'
import type { ChangeEvent, ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { plainName } from '../name/plainName.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { useModels } from './useModels.ts'

export type ComposerModelProps = Omit<PartProps<'select'>, 'children'> & {
  /** What a model is called. Default: its id. */
  readonly labelOf?: ((model: ModelInfo) => string) | undefined
}

/** More of a name is not shown. */
const longestName = 60

/**
 * Chooses the model of the next question, from those of the chat (`models`). Renders one `<select>`; nothing while they
 * are loaded, and where there is nothing to choose; a `<button>` that loads them again where that failed. What is chosen
 * is `model` of `chat.composer`, and goes along with every question from then on.
 */
export function ComposerModel({
  labelOf = ({ id }) => id,
  onChange,
  ...props
}: ComposerModelProps): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const { list, failed, load } = useModels(chat)
  const chosen = useStore(chat.composer, ({ model }) => model)
  const setModel = useStore(chat.composer, (composer) => composer.setModel)
  if (failed) {
    return (
      <button
        type="button"
        data-part="composer-models-failed"
        onClick={({ currentTarget }) => {
          // The button goes.
          focusRegion(view, 'composer', currentTarget)
          load()
        }}
      >
        {labels.modelsFailed}
      </button>
    )
  }
  if (list === undefined || list.models.length < 2) return null
  const own = {
    'data-part': 'composer-model',
    'aria-label': labels.model,
    value: chosen ?? list.default ?? list.models[0]?.id,
    onChange: chain(onChange, (event: ChangeEvent<HTMLSelectElement>) =>
      setModel(event.currentTarget.value),
    ),
    children: list.models.map((model) => (
      <option key={model.id} value={model.id}>
        {plainName(labelOf(model), longestName)}
      </option>
    )),
  }
  return renderPart('select', props, own, undefined)
}
