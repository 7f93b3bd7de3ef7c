import type { Import } from './read-imports.ts'

/** Cycles among files, each once, as the list of files on it. */
export function findCycles(imports: readonly Import[]): readonly (readonly string[])[] {
  const edges = new Map<string, Set<string>>()
  for (const { from, target } of imports) {
    if (target.kind === 'file') edges.set(from, (edges.get(from) ?? new Set()).add(target.path))
  }
  const done = new Set<string>()
  const cycles: string[][] = []
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) cycles.push(path.slice(at))
    if (at >= 0 || done.has(file)) return
    for (const next of edges.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
  return cycles
}
