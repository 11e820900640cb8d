/** Whether a file is still what it was when it was chosen: a browser refuses to read one that was changed since. */
export async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}
