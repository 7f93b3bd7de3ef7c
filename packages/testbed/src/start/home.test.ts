import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openHome } from './home.ts'

const root = mkdtempSync(join(tmpdir(), 'rabt-home-'))
afterAll(() => rmSync(root, { recursive: true }))
const options = { release: '0.1.0', fresh: false }

describe('a home', () => {
  it('is made for its owner alone, with its format and release', async () => {
    const { at, lock } = await openHome(join(root, 'new'), options)
    expect(readFileSync(at.version, 'utf8')).toBe('3 0.1.0\n')
    expect(statSync(at.home).mode & 0o777).toBe(0o700)
    lock.release()
  })

  it('of a newer release is refused with the command to run', async () => {
    const home = join(root, 'newer')
    mkdirSync(home)
    writeFileSync(join(home, 'VERSION'), '4 0.9.0\n')
    await expect(openHome(home, options)).rejects.toThrow('git checkout v0.9.0 && npm start')
    expect(existsSync(join(home, 'supervisor.lock'))).toBe(false)
    const { at, lock } = await openHome(home, { ...options, fresh: true })
    expect(readFileSync(at.version, 'utf8')).toBe('3 0.1.0\n')
    lock.release()
  })

  it('is never made of a directory with other files, not even anew', async () => {
    const home = join(root, 'foreign')
    mkdirSync(home)
    writeFileSync(join(home, 'thesis.doc'), 'x')
    for (const fresh of [false, true]) {
      await expect(openHome(home, { ...options, fresh })).rejects.toThrow('not a home of Rabt')
    }
    expect(existsSync(join(home, 'thesis.doc'))).toBe(true)
  })

  it('is emptied when it is begun anew', async () => {
    const home = join(root, 'anew')
    ;(await openHome(home, options)).lock.release()
    writeFileSync(join(home, 'root.json'), 'x')
    ;(await openHome(home, { ...options, fresh: true })).lock.release()
    expect(existsSync(join(home, 'root.json'))).toBe(false)
  })

  it('serves one supervisor', async () => {
    const first = await openHome(join(root, 'one'), options)
    await expect(openHome(join(root, 'one'), { ...options, fresh: true })).rejects.toThrow('already runs')
    first.lock.release()
  })
})
