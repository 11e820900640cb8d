import { goingOn, type SwitchState, type SwitchStore } from './SwitchStore.ts'

/** An emergency stop for this process alone: gone with it. */
export function memorySwitch(): SwitchStore {
  let state: SwitchState = goingOn
  return {
    survivesRestart: false,
    read: () => Promise.resolve(state),
    set(to) {
      state = to
      return Promise.resolve()
    },
  }
}
