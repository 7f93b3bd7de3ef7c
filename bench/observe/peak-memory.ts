import { pidsOfTree, rssMiB } from './processes.ts'

const LOOK_MS = 250

/**
 * Looks at the memory of processes, and of the children that they have now, until stopped. `stop` gives the highest sum seen of
 * each, MiB.
 */
export function watchMemory(roots: Readonly<Record<string, number>>): { stop(): Record<string, number> } {
  const trees = Object.entries(roots).map(([name, root]) => [name, pidsOfTree(root)] as const)
  const peaks: Record<string, number> = {}
  const look = (): void => {
    for (const [name, pids] of trees) {
      const now = pids.reduce((sum, pid) => sum + rssMiB(pid), 0)
      peaks[name] = Math.max(peaks[name] ?? 0, now)
    }
  }
  look()
  const timer = setInterval(look, LOOK_MS)
  return {
    stop: () => {
      clearInterval(timer)
      return peaks
    },
  }
}
