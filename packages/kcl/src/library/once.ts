/** Made when it is first asked for: most runs use little of the library, and pay for making none of the rest. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
