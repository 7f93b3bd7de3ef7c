import type { CpuProfile, ProfileNode } from './inspector.ts'

export interface SelfTime {
  readonly name: string
  /** Share of the time in which the thread was not idle. */
  readonly share: number
  readonly ms: number
}

export interface ProfileSummary {
  readonly wallMs: number
  /** Share of the time in which the main thread waited. */
  readonly idle: number
  /** Self time by function. */
  readonly functions: readonly SelfTime[]
  /** What Node and V8 did, by the file's function that asked for it: `writev ← send ws/lib/sender.js:354`. */
  readonly asked: readonly SelfTime[]
  /** By file of ours or npm package, with what Node and V8 did for it. */
  readonly owners: readonly SelfTime[]
}

/** Sums a profile's self times, largest first. */
export function summariseProfile({ nodes, samples, timeDeltas }: CpuProfile): ProfileSummary {
  const selfUs = new Map<number, number>()
  // The time from a sample to the next belongs to the first of them.
  samples.forEach((id, i) => {
    selfUs.set(id, (selfUs.get(id) ?? 0) + Math.max(0, timeDeltas[i + 1] ?? 0))
  })
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)))
  const functions = new Map<string, number>()
  const asked = new Map<string, number>()
  const owners = new Map<string, number>()
  let idle = 0
  let all = 0
  for (const node of nodes) {
    const us = selfUs.get(node.id) ?? 0
    if (us === 0) continue
    all += us
    if (node.callFrame.functionName === '(idle)') {
      idle += us
      continue
    }
    const owner = ownerOf(node, parents)
    add(functions, nameOf(node), us)
    if (owner !== undefined && owner !== node) add(asked, `${node.callFrame.functionName} ← ${nameOf(owner)}`, us)
    add(owners, owner === undefined ? 'Node and V8 alone' : placeOf(owner.callFrame.url), us)
  }
  const busy = all - idle
  const sorted = (map: ReadonlyMap<string, number>): readonly SelfTime[] =>
    [...map]
      .map(([name, us]) => ({ name, ms: us / 1000, share: busy === 0 ? 0 : us / busy }))
      .sort((a, b) => b.ms - a.ms)
  return {
    wallMs: all / 1000,
    idle: all === 0 ? 0 : idle / all,
    functions: sorted(functions),
    asked: sorted(asked),
    owners: sorted(owners),
  }
}

/** The nearest frame, itself or a caller, that stands in a file; V8's and Node's own frames have none. */
function ownerOf(node: ProfileNode, parents: ReadonlyMap<number, ProfileNode>): ProfileNode | undefined {
  for (let at: ProfileNode | undefined = node; at !== undefined; at = parents.get(at.id)) {
    if (at.callFrame.url !== '' && !at.callFrame.url.startsWith('node:')) return at
  }
  return undefined
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  return `${functionName || '(anonymous)'}${url === '' ? '' : `  ${shortUrl(url)}:${lineNumber + 1}`}`
}

function add(map: Map<string, number>, key: string, us: number): void {
  map.set(key, (map.get(key) ?? 0) + us)
}

function placeOf(url: string): string {
  return /\/node_modules\/(?!.*\/node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? shortUrl(url)
}

function shortUrl(url: string): string {
  return url.replace(/^.*\/packages\//, '').replace(/^.*\/node_modules\//, '')
}
