import type { RecordingTransport } from '@millrace/core/recording'

/**
 * Copies the last run, redacted, and tells what came of it, in words for the one who asked.
 * @param write - Default: the browser's clipboard.
 */
export async function copyLastRun(
  recording: Pick<RecordingTransport, 'runs' | 'copyRun'>,
  write: (text: string) => Promise<void> = async (text) =>
    await navigator.clipboard.writeText(text),
): Promise<string> {
  if (recording.runs().length === 0) return 'Nothing was asked yet.'
  const copy = recording.copyRun()
  try {
    await write(copy)
  } catch {
    return 'The browser lets nothing be copied here.'
  }
  return `Copied ${copy.split('\n').length - 1} lines.`
}
