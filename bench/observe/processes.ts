import { readdirSync, readFileSync } from 'node:fs'

/** What /proc shows of a process. Times in seconds of CPU. */
interface ProcessRow {
  readonly pid: number
  readonly parent: number
  /** Own time, and that of its children that ended and were waited for. */
  readonly cpuSeconds: number
}

/** USER_HZ, the unit of /proc/<pid>/stat: 100 on every Linux that this runs on (x64, arm64). */
const TICKS_A_SECOND = 100

/** proc_pid_stat(5): field 2 is the name in brackets and may hold anything, so count from the last bracket. */
export function readStat(text: string): ProcessRow {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const number = (field: number): number => Number(fields[field - 3])
  const ticks = number(14) + number(15) + number(16) + number(17)
  return { pid: Number.parseInt(text, 10), parent: number(4), cpuSeconds: ticks / TICKS_A_SECOND }
}

/**
 * CPU seconds that a process and everything below it have used since they began. A child that ends moves from its own row into
 * its parent's waited-for time: the difference of two readings misses nothing.
 */
export function cpuOfTree(root: number): number {
  return tree(root).reduce((sum, row) => sum + row.cpuSeconds, 0)
}

/** Numbers of the process and of all below it. */
export function pidsOfTree(root: number): readonly number[] {
  return tree(root).map(({ pid }) => pid)
}

/** Resident memory of the process alone, MiB; 0 if it is gone. */
export function rssMiB(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return Number(kib ?? 0) / 1024
  } catch {
    return 0
  }
}

/** CPU seconds by name of thread (Node: its main thread, V8's helpers, libuv's pool). */
export function cpuOfThreads(pid: number): ReadonlyMap<string, number> {
  const threads = new Map<string, number>()
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const text = read(`/proc/${pid}/task/${thread}/stat`)
    if (text === undefined) continue
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const name = Number(thread) === pid ? 'main' : text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    threads.set(name, (threads.get(name) ?? 0) + (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND)
  }
  return threads
}

function tree(root: number): readonly ProcessRow[] {
  const rows = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => read(`/proc/${pid}/stat`) ?? [])
    .map(readStat)
  const found = rows.filter(({ pid }) => pid === root)
  for (let i = 0; i < found.length; i++) found.push(...rows.filter(({ parent }) => parent === found[i]?.pid))
  return found
}

/** A process may end between the listing and the reading. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return undefined
  }
}
