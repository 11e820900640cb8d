/** What is made when it is first asked for, and then kept: a browser takes milliseconds to make one formatter. */
export function whenAsked<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
