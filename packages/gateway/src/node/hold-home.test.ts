import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { holdHome } from './hold-home.ts'

const dir = mkdtempSync(join(tmpdir(), 'rabt-hold-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** Another process that takes the home and keeps it. */
async function holder() {
  const module = JSON.stringify(join(import.meta.dirname, 'hold-home.ts'))
  const script = `const { holdHome } = await import(${module}); await holdHome(${JSON.stringify(dir)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

describe('holdHome', () => {
  it('refuses a home that another process has, by whatever name, even while that is paused, until it has ended', async () => {
    const other = join(dir, 'another-name')
    symlinkSync(dir, other)
    const first = await holder()
    await expect(holdHome(dir)).rejects.toMatchObject({ code: 'CONFLICT' })
    first.kill('SIGSTOP')
    await expect(holdHome(other)).rejects.toMatchObject({ code: 'CONFLICT' })
    const ended = once(first, 'exit')
    first.kill('SIGKILL')
    await ended
    await holdHome(dir)
    await expect(holdHome(other)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
