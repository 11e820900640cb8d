/** Whether everything is stopped: by whom, why, since when. */
export type SwitchState =
  | { readonly stopped: false }
  | {
      readonly stopped: true
      /** For whoever runs the route, not for users. */
      readonly reason: string
      /** Milliseconds since the epoch. */
      readonly since: number
      readonly by: string | undefined
    }

export const goingOn: SwitchState = { stopped: false }

/** Where the emergency stop is kept. */
export interface SwitchStore {
  /** Whether it is still stopped after the process was. */
  readonly survivesRestart: boolean
  /** @throws {ChatError} `unavailable` when the store fails, or holds what is no state. */
  read(): Promise<SwitchState>
  /** The last to set it is right. @throws {ChatError} `unavailable` when the store fails. */
  set(state: SwitchState): Promise<void>
}
