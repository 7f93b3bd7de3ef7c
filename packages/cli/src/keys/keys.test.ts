import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeHome, openFakeHome } from '../testing/fake-home.ts'
import { run } from '../testing/run.ts'

let fake: FakeHome
beforeAll(async () => {
  fake = await openFakeHome()
})
afterAll(() => fake.stop())
beforeEach(() => {
  fake.asked.length = 0
})

const keys = (...args: string[]) => run(['keys', ...args], { env: { RABT_HOME: fake.home }, cwd: fake.home })
const answers = (value: unknown, status = 200) => {
  fake.admin = (_request, response) =>
    status === 204 ? response.writeHead(204).end() : response.writeHead(status).end(JSON.stringify(value))
}
const state = { algorithm: 'ed25519', digest: 'AAAA', listed: true, from: 1, retired: null }

describe('rabt keys', () => {
  it('lists the keys in use and the next ones, with what the directory says of them', async () => {
    const list = [
      { name: 'lane', inUse: state, certificateUntil: null, next: { ...state, digest: 'BBBB', listed: false } },
      { name: 'members/KW%2FGOV%2FMOI', inUse: { ...state, retired: 5 }, certificateUntil: 0, next: null },
      { name: 'tls', inUse: null, certificateUntil: null, next: null },
    ]
    answers({ keys: list })
    const { exit, out } = await keys('list', '--state', 'KW')
    expect([exit, out.split('\n')]).toEqual([
      0,
      [
        'lane: ed25519 AAAA (listed)',
        '  next: ed25519 BBBB (NOT listed)',
        'KW/GOV/MOI: ed25519 AAAA (retired), certificate until 1970-01-01T00:00Z',
        'tls: no key',
        '',
      ],
    ])
    expect((await keys('list', '--state', 'KW', '--lang', 'ar')).out).toContain('غير منشور')
    expect(JSON.parse((await keys('list', '--state', 'KW', '--json')).out)).toEqual({ ok: true, keys: list })
  })

  it('makes the next key of the gateway or of a member, and puts out only what goes to the authority', async () => {
    answers({ ...state, publicKey: 'cHVi', csr: null, name: 'lane' })
    const lane = await keys('next', 'lane', '--state', 'KW')
    expect([lane.exit, lane.out]).toEqual([0, 'cHVi\n'])
    expect(lane.notes).toContain('digest AAAA')
    answers({ ...state, publicKey: 'cHVi', csr: '-----BEGIN CERTIFICATE REQUEST-----\n' })
    expect((await keys('next', 'KW/GOV/MOI', '--state', 'KW')).out).toBe('-----BEGIN CERTIFICATE REQUEST-----\n')
    expect(fake.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /admin/v1/keys/lane/next',
      'POST /admin/v1/keys/members/KW%2FGOV%2FMOI/next',
    ])
  })

  it('drops one', async () => {
    answers(null, 204)
    expect(await keys('drop', 'tls', '--state', 'KW')).toMatchObject({
      exit: 0,
      out: 'The next key tls is taken away\n',
    })
    expect(fake.asked).toMatchObject([{ method: 'DELETE', path: '/admin/v1/keys/tls/next' }])
  })

  it('asks nobody about what is no key', async () => {
    const { exit, notes } = await keys('next', 'root', '--state', 'KW')
    expect(exit).toBe(2)
    expect(notes).toMatch(/^USAGE/)
    expect(fake.asked).toEqual([])
  })

  it("passes on the node's refusal", async () => {
    answers({ code: 'CONFLICT', message: { ar: 'مستعمل', en: 'in use' } }, 409)
    expect(await keys('drop', 'tls', '--state', 'KW')).toMatchObject({ exit: 1, notes: 'CONFLICT: in use' })
  })
})
