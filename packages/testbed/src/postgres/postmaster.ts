import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { processFacts } from '../files/process-table.ts'

/** A running server, as its lock file and /proc agree. */
export interface Postmaster {
  readonly pid: number
  readonly startTicks: string
  readonly port: number
  readonly socketDir: string
}

/** What `postmaster.pid` of a data directory stands for. */
export type PostmasterState =
  | { readonly kind: 'none' }
  /** The file names a process that is gone, or that is somebody else's. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'live'; readonly server: Postmaster }

/**
 * Reads `postmaster.pid` (PostgreSQL, src/include/utils/pidfile.h: one field a line) and asks /proc whether that process
 * is a `postgres` of exactly this data directory: in a container process numbers are small and soon given again.
 */
export function findPostmaster(dataDir: string): PostmasterState {
  let lines: string[]
  try {
    lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return { kind: 'none' }
  }
  const facts = processFacts(Number(lines[0]))
  if (facts === undefined || !isServerOf(facts.argv, dataDir)) return { kind: 'stale' }
  return {
    kind: 'live',
    server: { pid: facts.pid, startTicks: facts.startTicks, port: Number(lines[3]), socketDir: lines[4] ?? '' },
  }
}

/** Whether the process is still the one that was found. */
export function isRunning(server: Pick<Postmaster, 'pid' | 'startTicks'>): boolean {
  return processFacts(server.pid)?.startTicks === server.startTicks
}

function isServerOf(argv: readonly string[], dataDir: string): boolean {
  const at = argv.indexOf('-D')
  return /(^|\/)postgres$/.test(argv[0] ?? '') && at > 0 && argv[at + 1] === dataDir
}
