import { useState } from 'react'
import type { Settings } from '../Settings.ts'

/**
 * The settings as they are now: those given at first, then whatever was changed last, here or outside.
 * @param given - What Storybook's controls say. Only what changes there is taken over.
 */
export function useSettings(
  given: Settings,
): readonly [Settings, (change: Partial<Settings>) => void] {
  const [settings, setSettings] = useState(given)
  const [known, setKnown] = useState(given)
  const news = changesOf(known, given)
  if (Object.keys(news).length > 0) {
    setKnown(given)
    setSettings({ ...settings, ...news })
  }
  return [settings, (change) => setSettings((before) => ({ ...before, ...change }))]
}

function changesOf(before: Settings, after: Settings): Partial<Settings> {
  const changed = Object.entries(after).filter(
    ([name, value]) => before[name as keyof Settings] !== value,
  )
  return Object.fromEntries(changed)
}
