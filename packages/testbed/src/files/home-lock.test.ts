import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lockHome } from './home-lock.ts'
import { bootId, processFacts } from './process-table.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-lock-'))
const file = join(home, 'supervisor.lock')
afterAll(() => rmSync(home, { recursive: true }))

describe('the lock of a home', () => {
  it('is held by one supervisor, whose number the other is told', () => {
    const lock = lockHome(home)
    expect(() => lockHome(home)).toThrow(new RegExp(`process ${process.pid}`))
    lock.release()
    expect(existsSync(file)).toBe(false)
  })

  it.each([
    ['a process that is gone', { pid: 2 ** 22, startTicks: '1', boot: bootId() }],
    ['a number that another process was given', { pid: process.ppid, startTicks: '1', boot: bootId() }],
    ['an earlier boot', { pid: process.pid, startTicks: processFacts(process.pid)?.startTicks, boot: 'earlier' }],
  ])('left by %s is replaced', (_, holder) => {
    writeFileSync(file, JSON.stringify(holder))
    const lock = lockHome(home)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid })
    lock.release()
  })

  it.each(['', '{"pid":', 'null', '[]'])('that a crash left as %j is replaced', (text) => {
    writeFileSync(file, text)
    lockHome(home).release()
    expect(existsSync(file)).toBe(false)
  })

  it('is not released by a supervisor that no longer holds it', () => {
    const lock = lockHome(home)
    writeFileSync(file, 'of another')
    lock.release()
    expect(readFileSync(file, 'utf8')).toBe('of another')
  })
})
