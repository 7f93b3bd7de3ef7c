import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeHome, openFakeHome } from '../testing/fake-home.ts'
import { type Ran, run } from '../testing/run.ts'

const ID = '019abcde-0000-7000-8000-000000000001'
const BUNDLE = Buffer.from([0xa1, 0x00, 0xff])
let fake: FakeHome

beforeAll(async () => {
  fake = await openFakeHome()
})
afterAll(() => fake.stop())
beforeEach(() => {
  fake.asked.length = 0
  fake.admin = (_request, response) => response.end(BUNDLE)
})

const evidence = (...args: string[]): Promise<Ran> =>
  run(['evidence', ...args], { env: { RABT_HOME: fake.home }, cwd: fake.home })

describe('rabt evidence', () => {
  it("asks the node's admin API over TLS with its token and writes the bundle for the owner alone", async () => {
    const { exit, out } = await evidence(ID.toUpperCase(), '--state', 'kw', '-o', 'call.rabt')
    expect(exit).toBe(0)
    expect(out).toContain('rabt verify call.rabt')
    const file = join(fake.home, 'call.rabt')
    expect(readFileSync(file)).toEqual(BUNDLE)
    expect(statSync(file).mode % 0o1000).toBe(0o600)
    expect(fake.asked).toMatchObject([
      { method: 'GET', path: `/admin/v1/evidence/${ID}?waitMs=2000`, headers: { authorization: 'Bearer sesame' } },
    ])
  })

  it('writes to standard output for -o -', async () => {
    const { exit, outBytes } = await evidence(ID, '--state', 'KW', '-o', '-')
    expect([exit, outBytes]).toEqual([0, BUNDLE])
  })

  it('tells programs the file and its size', async () => {
    const { out } = await evidence(ID, '--state', 'KW', '-o', 'j.rabt', '--json')
    expect(JSON.parse(out)).toEqual({ ok: true, requestId: ID, file: join(fake.home, 'j.rabt'), bytes: 3 })
  })

  it("passes on the node's own words in the asked language", async () => {
    fake.admin = (_request, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ code: 'EVIDENCE_NOT_FOUND', message: { ar: 'لا يوجد', en: 'none here' } }))
    }
    const english = await evidence(ID, '--state', 'KW', '-o', 'none.rabt')
    expect([english.exit, english.notes]).toEqual([1, 'EVIDENCE_NOT_FOUND: none here'])
    expect((await evidence(ID, '--state', 'KW', '-o', 'none.rabt', '--lang', 'ar')).notes).toContain('لا يوجد')
    expect(existsSync(join(fake.home, 'none.rabt'))).toBe(false)
  })

  it('survives an answer that explains nothing', async () => {
    fake.admin = (_request, response) => response.writeHead(500).end('<html>')
    const { exit, notes } = await evidence(ID, '--state', 'KW', '-o', 'x.rabt')
    expect(exit).toBe(1)
    expect(notes).toMatch(/^GATEWAY: /)
  })

  it('refuses a number that is no request id before it asks anybody', async () => {
    const { exit, notes } = await evidence('12345', '--state', 'KW', '-o', 'x.rabt')
    expect([exit, fake.asked.length]).toEqual([1, 0])
    expect(notes).toMatch(/^MALFORMED_IDENTIFIER/)
  })

  it('says so when the file cannot be written, and leaves nothing behind', async () => {
    const before = readdirSync(fake.home)
    const { exit, notes } = await evidence(ID, '--state', 'KW', '-o', 'no/such/folder/x.rabt')
    expect(exit).toBe(1)
    expect(notes).toMatch(/^FILE: /)
    expect(readdirSync(fake.home)).toEqual(before)
  })
})
