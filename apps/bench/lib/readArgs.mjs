/** What stands behind the name of a script, by key: `--key=value`, or `--key` for true. */
export function readArgs(words) {
  return Object.fromEntries(
    words.map((word) => {
      const [, key, value = true] = /^--([^=]+)(?:=(.*))?$/.exec(word) ?? []
      if (key === undefined) throw new Error(`${word} is no argument: they look like --key=value.`)
      return [key, value]
    }),
  )
}
