/** One place at which two versions differ; a side that has nothing there is undefined. */
export interface Change {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** At most this many are shown. */
const MOST = 500

/** Leaves that differ between two records, by path (`steps.0.ar`), in the order of the newer one, then what only the older had. */
export function differenceOf(before: unknown, after: unknown): readonly Change[] {
  const old = new Map(leavesOf(before, ''))
  const changes: Change[] = []
  for (const [path, value] of leavesOf(after, '')) {
    if (old.get(path) !== value) changes.push({ path, before: old.get(path), after: value })
    old.delete(path)
  }
  for (const [path, value] of old) changes.push({ path, before: value, after: undefined })
  return changes.slice(0, MOST)
}

function* leavesOf(value: unknown, path: string): Generator<[string, string]> {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null) yield [path, String(value)]
  else for (const [key, member] of Object.entries(value)) yield* leavesOf(member, path === '' ? key : `${path}.${key}`)
}
