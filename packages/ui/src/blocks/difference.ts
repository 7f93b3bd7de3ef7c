/** A run of words that stayed, came or went. */
export interface Run {
  readonly type: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Beyond so many words a side (after what both begin and end with alike) the whole is one change: bounds time and memory. */
const MOST_WORDS = 2_000

/** Word by word, by the longest common subsequence; the runs joined give the texts, save for spaces at changes. */
export function difference(before: string, after: string): readonly Run[] {
  const [old, fresh] = [wordsOf(before), wordsOf(after)]
  let start = 0
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++
  let end = 0
  while (end < old.length - start && end < fresh.length - start && old.at(-1 - end) === fresh.at(-1 - end)) end++
  return joined([
    ...old.slice(0, start).map(same),
    ...middle(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    ...old.slice(old.length - end).map(same),
  ])
}

const same = (text: string): Run => ({ type: 'same', text })

/** Words with the spaces after them. */
function wordsOf(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? []
}

function middle(old: readonly string[], fresh: readonly string[]): Run[] {
  const removed = old.map((text): Run => ({ type: 'removed', text }))
  const added = fresh.map((text): Run => ({ type: 'added', text }))
  if (old.length === 0 || fresh.length === 0 || Math.max(old.length, fresh.length) > MOST_WORDS)
    return [...removed, ...added]
  const width = fresh.length + 1
  // length[i * width + j]: of the longest common subsequence of old from i and fresh from j.
  const length = new Uint16Array((old.length + 1) * width)
  const at = (i: number, j: number) => length[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      length[i * width + j] = isSame(old[i], fresh[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const runs: Run[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && isSame(old[i], fresh[j])) {
      runs.push(same(fresh[j] ?? ''))
      i++
      j++
    } else if (j >= fresh.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) runs.push(removed[i++] as Run)
    else runs.push(added[j++] as Run)
  }
  return runs
}

/** The same word, whatever space follows it. */
function isSame(a: string | undefined, b: string | undefined): boolean {
  return a?.trimEnd() === b?.trimEnd()
}

function joined(runs: readonly Run[]): readonly Run[] {
  const all: { type: Run['type']; text: string }[] = []
  for (const run of runs) {
    const last = all.at(-1)
    if (last?.type === run.type) last.text += run.text
    else all.push({ ...run })
  }
  return all
}
