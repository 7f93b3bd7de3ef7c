import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { writeFileAtomic } from '@rabt/authority'

export interface ClockSetting {
  readonly offsetMs: number
  /** Of its speed to that of a clock that is right, from the moment at which it is set. */
  readonly rate: number
}

/** Longer than a gateway takes to look (set-clock.ts). */
const SEEN_MS = 60

/** Lets a test set the clocks of gateways that it starts from now on. `end` lets later processes start as usual. */
export function controlClocks(dir: string) {
  mkdirSync(dir, { recursive: true })
  const before = process.env.NODE_OPTIONS
  process.env.NODE_OPTIONS = `${before ?? ''} --import ${import.meta.resolve('./set-clock.ts')}`.trim()
  process.env.FAULT_CLOCKS = dir
  const files = (nodes: readonly string[]) => nodes.map((node) => join(dir, `${node}.json`))
  const seen = () => delay(SEEN_MS)
  return {
    set: async (nodes: readonly string[], { offsetMs = 0, rate = 1 }: Partial<ClockSetting>): Promise<void> => {
      for (const file of files(nodes)) writeFileAtomic(file, JSON.stringify({ offsetMs, rate }))
      await seen()
    },
    right: async (nodes: readonly string[]): Promise<void> => {
      for (const file of files(nodes)) writeFileSync(file, JSON.stringify({ offsetMs: 0, rate: 1 }))
      await seen()
    },
    end: (): void => {
      if (before === undefined) delete process.env.NODE_OPTIONS
      else process.env.NODE_OPTIONS = before
      delete process.env.FAULT_CLOCKS
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
