import { fileURLToPath } from 'node:url'
import { measureInOwnProcess } from '../measure/own-process.ts'
import type { DirectoryRows } from '../micro-directory.ts'

/** In a process of its own, so that nothing else of this one is counted. */
const PROGRAM = fileURLToPath(new URL('../micro-directory.ts', import.meta.url))

/** Rows `directory.first`, `.restore`, `.refresh` and `.lookup`. Rejects when the program fails. */
export function measureDirectory(quick: boolean) {
  return measureInOwnProcess<DirectoryRows>(PROGRAM, quick ? ['--quick'] : [])
}

/** The rows for the terminal, a line each. */
export function describeDirectory(rows: DirectoryRows): string {
  const { 'directory.first': first, 'directory.refresh': refresh, 'directory.lookup': lookup } = rows
  return [
    `directory.refresh: ${refresh.ms.median} ms, ${refresh.bytes} bytes (bare tuf-js ${refresh.peer.ms.median} ms, ${refresh.peer.bytes} bytes)`,
    `directory.first: ${first.ms.median} ms, ${first.mib} MiB; from its own copy ${rows['directory.restore'].ms.median} ms`,
    `directory.lookup: ${lookup.ns.median} ns, with the rule of force ${lookup.withRuleNs.median} ns (one Map.get ${lookup.peer.ns.median} ns)`,
  ].join('\n')
}
