import { isDotSegment } from '../transport/isDotSegment.ts'

/** Whether a thread can be called this: anything but nothing, and what leads elsewhere in an address. */
export function isThreadId(id: string): boolean {
  return id !== '' && !isDotSegment(id)
}
