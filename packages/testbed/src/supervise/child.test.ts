import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { processFacts } from '../files/process-table.ts'
import { startChild } from './child.ts'
import { stopOrphans } from './orphans.ts'
import { refuseTakenPorts } from './port-taken.ts'
import { recordRun } from './run-file.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-child-'))
const logFile = join(home, 'child.log')
const runFile = join(home, 'child.json')
afterAll(() => rmSync(home, { recursive: true, force: true }))

const PATIENT =
  "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); console.log('up ' + process.pid)"

const log = (): string => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '')
const start = (program: string, deaths: string[] = []) =>
  startChild({ name: 'kw', args: ['-e', program], logFile, runFile, onDeath: (message) => deaths.push(message) })

describe('a supervised child', () => {
  it('runs in a session of its own, says what it says to a file, and ends by SIGTERM', async () => {
    const child = start(PATIENT)
    await vi.waitFor(() => expect(log()).toContain(`up ${child.pid()}`), { timeout: 5_000 })
    // proc_pid_stat(5): field 6 is the session.
    const stat = readFileSync(`/proc/${child.pid()}/stat`, 'latin1')
    expect(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3])).toBe(child.pid())
    const pid = child.pid() ?? 0
    await child.stop(5_000)
    expect(processFacts(pid)).toBeUndefined()
    expect(existsSync(runFile)).toBe(false)
  })

  it('is started again when it dies, and said so', async () => {
    const deaths: string[] = []
    const child = start(PATIENT, deaths)
    const first = child.pid()
    await child.kill()
    await vi.waitFor(() => expect(child.pid()).toBeDefined(), { timeout: 5_000 })
    expect(child.pid()).not.toBe(first)
    expect(deaths).toEqual([expect.stringContaining('kw ended (SIGKILL)')])
    await child.stop(5_000)
  })

  it('waits longer before each start when it cannot live', async () => {
    const deaths: string[] = []
    const child = start('process.exit(3)', deaths)
    await vi.waitFor(() => expect(deaths.length).toBeGreaterThanOrEqual(3), { timeout: 10_000 })
    expect(deaths.map((message) => /in (\d+) ms/.exec(message)?.[1]).slice(0, 3)).toEqual(['200', '400', '800'])
    await child.stop(1_000)
  })

  it('stays down when it is held, until it is restarted', async () => {
    const deaths: string[] = []
    const child = start(PATIENT, deaths)
    await child.kill({ hold: true })
    expect(child.pid()).toBeUndefined()
    child.restart()
    expect(child.pid()).toBeDefined()
    expect(deaths).toEqual([])
    await child.stop(5_000)
  })

  it('is killed when it does not heed SIGTERM', async () => {
    const child = start(
      "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('deaf ' + process.pid)",
    )
    await vi.waitFor(() => expect(log()).toContain(`deaf ${child.pid()}`), { timeout: 5_000 })
    const pid = child.pid() ?? 0
    await child.stop(50)
    expect(processFacts(pid)).toBeUndefined()
  })
})

describe('what a killed supervisor left running', () => {
  it('is stopped by the next start', async () => {
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    recordRun(join(home, 'left.json'), left.pid ?? 0)
    const gone = once(left, 'exit')
    await stopOrphans(home)
    await gone
    expect(existsSync(join(home, 'left.json'))).toBe(false)
  })

  it('is not taken for a stranger who was given its number', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    recordRun(join(home, 'stranger.json'), stranger.pid ?? 0)
    const record = JSON.parse(readFileSync(join(home, 'stranger.json'), 'utf8')) as object
    writeFileSync(join(home, 'stranger.json'), JSON.stringify({ ...record, startTicks: '1' }))
    await stopOrphans(home)
    expect(processFacts(stranger.pid ?? 0)).toBeDefined()
    stranger.kill('SIGKILL')
    await once(stranger, 'exit')
  })
})

describe('a port that is taken', () => {
  it('is named with its use and with who has it', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const refused = refuseTakenPorts([{ port, use: 'KW http' }])
    await expect(refused).rejects.toThrow(`${port} (KW http) by process ${process.pid}`)
    holder.close()
    await once(holder, 'close')
    await expect(refuseTakenPorts([{ port, use: 'KW http' }])).resolves.toBeUndefined()
  })
})
