import type { Conditions } from './network/createNetwork.ts'
import type { Service } from './provider/createBackend.ts'

/** All that can be set. Plain values, so that Storybook can show them too. */
export interface Settings extends Service {
  readonly dropPercent: number
  readonly repeatPercent: number
  readonly swapPercent: number
  readonly cutPercent: number
  readonly delayMs: number
  readonly offline: boolean
  readonly seed: number
}

export const usualSettings: Settings = {
  tokensPerSecond: 60,
  windowTokens: 8000,
  dropPercent: 4,
  repeatPercent: 4,
  swapPercent: 4,
  cutPercent: 0.5,
  delayMs: 40,
  offline: false,
  seed: 1,
  firstProvider: 'none',
  secondProvider: 'none',
}

/** How good or bad a network is. */
export type Weather = Pick<
  Settings,
  'dropPercent' | 'repeatPercent' | 'swapPercent' | 'cutPercent' | 'delayMs'
>

/** How networks are. */
export const weathers: readonly { readonly label: string; readonly weather: Weather }[] = [
  {
    label: 'Calm',
    weather: { dropPercent: 0, repeatPercent: 0, swapPercent: 0, cutPercent: 0, delayMs: 0 },
  },
  {
    label: 'Train',
    weather: { dropPercent: 4, repeatPercent: 4, swapPercent: 4, cutPercent: 0.5, delayMs: 40 },
  },
  {
    label: 'Storm',
    weather: { dropPercent: 15, repeatPercent: 15, swapPercent: 15, cutPercent: 3, delayMs: 120 },
  },
]

/** The part of the settings that is the network's. */
export function conditionsOf(settings: Settings): Conditions {
  const { dropPercent, repeatPercent, swapPercent, cutPercent } = settings
  const { offline, delayMs, seed } = settings
  return {
    dropShare: dropPercent / 100,
    repeatShare: repeatPercent / 100,
    swapShare: swapPercent / 100,
    cutShare: cutPercent / 100,
    offline,
    delayMs,
    seed,
  }
}
