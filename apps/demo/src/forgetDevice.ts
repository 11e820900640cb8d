import { persist } from './persist.ts'

/** What a product does when its user signs out: nothing of the conversations stays in this browser. The route has them still. */
export async function forgetDevice(): Promise<void> {
  await persist.signOut()
  window.location.replace(window.location.pathname)
}
