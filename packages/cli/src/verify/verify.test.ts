import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ran, run } from '../testing/run.ts'

let dir: string

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'rabt-verify-'))
  writeFileSync(join(dir, 'garbage.rabt'), Buffer.from('not a bundle at all, but longer than a digest is'))
  writeFileSync(join(dir, 'empty.rabt'), '')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const verify = (...args: string[]): Promise<Ran> => run(['verify', ...args], { cwd: dir, env: {} })

describe('rabt verify', () => {
  it.each(['garbage.rabt', 'empty.rabt'])('refuses %s with a code and the reason', async (file) => {
    const { exit, out } = await verify(file, '--json')
    const answer = JSON.parse(out)
    expect(exit).toBe(1)
    expect(answer.ok).toBe(false)
    expect(answer.code).toMatch(/^BUNDLE_(FORMAT|DIGEST)$/)
    expect(answer.reason).not.toBe('')
  })

  it('says it in Arabic to people', async () => {
    const { exit, notes } = await verify('garbage.rabt', '--lang', 'ar')
    expect(exit).toBe(1)
    expect(notes).toMatch(/^BUNDLE_[A-Z]+: .*[\u0600-\u06ff]/)
  })

  it.each([
    ['a bundle that is not there', ['none.rabt']],
    ['a root that is not there', ['garbage.rabt', '--root', 'none.json']],
    ['a revocation that is not there', ['garbage.rabt', '--revocation', 'none.json']],
  ])('refuses %s', async (_what, args) => {
    const { exit, notes } = await verify(...args)
    expect([exit, notes]).toEqual([1, `FILE: The file ${args.at(-1)} cannot be read.`])
  })
})
