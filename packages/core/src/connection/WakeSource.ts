import type { Cancel } from '@millrace/protocol'

/** Tells when a try is worth making at once: the network came back, or the page is looked at again. */
export interface WakeSource {
  /** Calls back at every such moment. Returns what takes the listener away. */
  onWake(listener: () => void): Cancel
}
