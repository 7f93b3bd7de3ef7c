/** Of `offered`, in our order of preference, what an Accept header likes best (RFC 9110 §12.5.1); undefined: nothing of it. */
export function chosen<T extends string>(accept: string | undefined, offered: readonly [T, ...T[]]): T | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0]
  const ranges = accept
    .slice(0, 2_000)
    .split(',', 40)
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((it) => it.trim().toLowerCase())
      const weight = parameters.map((it) => /^q=([01](?:\.\d{0,3})?)$/.exec(it)?.[1]).find((it) => it !== undefined)
      return { range, weight: weight === undefined ? 1 : Number(weight) }
    })
  let best: { readonly type: T; readonly weight: number } | undefined
  for (const type of offered) {
    const [family] = type.split('/')
    // The most specific range that names the type gives its weight.
    const found = [type, `${family}/*`, '*/*'].map((range) => ranges.find((it) => it.range === range)).find(Boolean)
    if (found !== undefined && found.weight > (best?.weight ?? 0)) best = { type, weight: found.weight }
  }
  return best?.type
}
