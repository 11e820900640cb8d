/** The lines of what a build or a server has printed that warn of something. */
export function warningsIn(printed: string): readonly string[] {
  return printed.split('\n').filter((line) => suspicious.test(line))
}

const suspicious = /\bwarn|use client|\bhydration|\bdeprecat|\berror/i
