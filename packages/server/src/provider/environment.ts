/** A variable of the environment; undefined where there is none, as on edge runtimes. */
export function environment(name: string): string | undefined {
  const { process } = globalThis as {
    process?: { readonly env?: Readonly<Record<string, string | undefined>> }
  }
  return process?.env?.[name]
}
