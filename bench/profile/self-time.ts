import type { CpuProfile } from './inspector.ts'

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
  readonly functions: readonly SelfTime[]
  /** Self time by file or, outside of the repository's packages, by npm package or part of Node. */
  readonly places: readonly SelfTime[]
}

/** Sums a profile's self times by function and by place, largest first. */
export function summariseProfile({ nodes, samples, timeDeltas }: CpuProfile): ProfileSummary {
  const selfUs = new Map<number, number>()
  // The time from a sample to the next belongs to the first of them.
  samples.forEach((id, i) => {
    selfUs.set(id, (selfUs.get(id) ?? 0) + Math.max(0, timeDeltas[i + 1] ?? 0))
  })
  const functions = new Map<string, number>()
  const places = new Map<string, number>()
  let idle = 0
  let all = 0
  for (const { id, callFrame } of nodes) {
    const us = selfUs.get(id) ?? 0
    if (us === 0) continue
    all += us
    if (callFrame.functionName === '(idle)') {
      idle += us
      continue
    }
    const place = placeOf(callFrame.url)
    const line = callFrame.url === '' ? '' : `  ${shortUrl(callFrame.url)}:${callFrame.lineNumber + 1}`
    add(functions, `${callFrame.functionName || '(anonymous)'}${line}`, us)
    add(places, place === '' ? callFrame.functionName || '(native)' : place, us)
  }
  const busy = all - idle
  const sorted = (map: ReadonlyMap<string, number>): readonly SelfTime[] =>
    [...map].map(([name, us]) => ({ name, ms: us / 1000, share: busy === 0 ? 0 : us / busy })).sort((a, b) => b.ms - a.ms)
  return { wallMs: all / 1000, idle: all === 0 ? 0 : idle / all, functions: sorted(functions), places: sorted(places) }
}

function add(map: Map<string, number>, key: string, us: number): void {
  map.set(key, (map.get(key) ?? 0) + us)
}

function placeOf(url: string): string {
  const npm = /\/node_modules\/(?!.*\/node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  return npm ?? shortUrl(url)
}

function shortUrl(url: string): string {
  return url.replace(/^.*\/packages\//, '').replace(/^.*\/node_modules\//, '')
}
