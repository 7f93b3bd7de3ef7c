/** Middle value; of an even number of values the mean of the two in the middle. @throws RangeError when there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  if (upper === undefined || lower === undefined) throw new RangeError('no median of nothing')
  return (lower + upper) / 2
}

/** Difference of the largest and the smallest value as a share of the median: 0.12 reads 12 %. */
export function spread(values: readonly number[]): number {
  const middle = median(values)
  return middle === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / middle
}

/**
 * The value below or at which a share of the values lies (nearest rank). `sorted` ascends.
 * @throws RangeError when there is none, or `share` is not within (0, 1].
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (!(share > 0 && share <= 1)) throw new RangeError(`not a share: ${share}`)
  const value = sorted[Math.ceil(sorted.length * share) - 1]
  if (value === undefined) throw new RangeError('no percentile of nothing')
  return value
}
