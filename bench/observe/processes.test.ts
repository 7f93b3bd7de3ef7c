import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { cpuOfThreads, cpuOfTree, readStat, rssMiB } from './processes.ts'

describe('a line of /proc/<pid>/stat', () => {
  it('gives the parent and all CPU time, whatever the name holds', () => {
    const line = '4711 (a) b (c) S 12 4711 4711 0 -1 4194560 1 2 3 4 150 50 7 3 20 0 11 0 999 1 1'
    expect(readStat(line)).toEqual({ pid: 4711, parent: 12, cpuSeconds: 2.1 })
  })
})

describe('the CPU of a process and those below it', () => {
  it('holds what a child used, while it lives and after', async () => {
    const before = cpuOfTree(process.pid)
    const child = spawn(process.execPath, ['-e', 'for (let u; (u = process.cpuUsage()).user + u.system < 200_000;);'])
    await once(child, 'exit')
    expect(cpuOfTree(process.pid) - before).toBeGreaterThan(0.1)
  })
  it('of a process that is not there is nothing', () => expect(cpuOfTree(2 ** 30)).toBe(0))
  it('can be told by thread', () => expect(cpuOfThreads(process.pid).get('main')).toBeGreaterThan(0))
})

describe('resident memory', () => {
  it('is read in MiB', () => {
    expect(rssMiB(process.pid)).toBeGreaterThan(20)
    expect(rssMiB(process.pid)).toBeLessThan(4_000)
    expect(rssMiB(2 ** 30)).toBe(0)
  })
})
