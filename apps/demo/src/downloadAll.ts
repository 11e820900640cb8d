import { exportKept } from '@millrace/core'
import { persist } from './persist.ts'

/** All conversations that this browser has, as a file: where it can keep no more of them. */
export async function downloadAll(): Promise<void> {
  const address = URL.createObjectURL(
    new Blob([await exportKept(persist)], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = address
  link.download = 'conversations.json'
  link.click()
  URL.revokeObjectURL(address)
}
