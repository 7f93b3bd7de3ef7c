/** Round values from at or below `low` to at or above `high`, some `wanted` of them: 0, 20, 40… */
export function niceTicks(low: number, high: number, wanted = 5): readonly number[] {
  const span = high - low || Math.abs(high) || 1
  const rough = span / Math.max(1, wanted - 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5].find((it) => it * power >= rough * 0.999) ?? 10) * power
  const first = Math.floor(low / step + 1e-9)
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}

/** Of a value between two others, in percent with two decimals, for an attribute of SVG. */
export function share(value: number, from: number, to: number): number {
  return to === from ? 50 : Math.round(((value - from) / (to - from)) * 10_000) / 100
}

/** Moves what would overlap apart to at least `gap`, in the same order, within 0 to 100. */
export function spread(positions: readonly number[], gap: number): readonly number[] {
  const order = positions.map((_, at) => at).sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0))
  const placed = [...positions]
  let least = 0
  for (const at of order) {
    placed[at] = Math.max(placed[at] ?? 0, least)
    least = (placed[at] ?? 0) + gap
  }
  let most = 100
  for (const at of order.reverse()) {
    placed[at] = Math.min(placed[at] ?? 0, most)
    most = (placed[at] ?? 0) - gap
  }
  return placed
}
