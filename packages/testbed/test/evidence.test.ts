import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Report, verifyBundle } from '@rabt/evidence'
import { RabtError } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layout } from '../src/index.ts'
import { prepareDirectory } from '../src/start/directory.ts'
import { rabt } from './support/cli.ts'
import { sharedNetwork } from './support/network.ts'
import { agree, known, publishRegistry, QUICK, suspend } from './support/publish.ts'
import { type Registered, register, startService, type TestService } from './support/service.ts'
import { until } from './support/until.ts'

// Evidence from a running network, by the commands that a person uses.
const network = await sharedNetwork()
const dir = mkdtempSync(join(tmpdir(), 'rabt-evidence-'))
const file = (name: string) => join(dir, `${name}.rabt`)
const trustedRoot = readFileSync(network.at.root)
const ANSWER = '{"answer":"from Qatar"}'
let service: TestService
let registered: Registered
let requestId: string

beforeAll(async () => {
  service = await startService((_arrived, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(ANSWER)
  })
  registered = await register(network, 'evidence', service.url)
  requestId = await callOnce(registered.path)
  const made = await rabt(network.home, 'evidence', requestId, '--state', 'KW', '-o', file('kw'))
  expect(made, made.notes).toMatchObject({ exit: 0 })
})
afterAll(async () => {
  await registered.remove()
  await service.close()
  rmSync(dir, { recursive: true })
})

async function callOnce(path: string): Promise<string> {
  const answer = await network.call(path, { method: 'POST', body: 'a question' })
  return answer.header('x-road-request-id') ?? ''
}

/** What a call is refused with, by the consumer's own gateway once it knows. */
async function refusalNow(path: string): Promise<string | undefined> {
  const answer = await network.call(path)
  return /#([a-z_]+)$/.exec(answer.header('x-rabt-error-doc') ?? '')?.[1]?.toUpperCase()
}

const verifyJson = async (name: string, ...more: readonly string[]): Promise<Report & { readonly ok: boolean }> => {
  const { exit, out, notes } = await rabt(network.home, 'verify', file(name), '--json', ...more)
  expect(exit, out + notes).toBe(0)
  return JSON.parse(out)
}
const codes = (list: readonly { readonly code: string; readonly item: number | null }[], item: number | null) =>
  list.filter((one) => one.item === item).map(({ code }) => code)

/** Code of the refusal, or `verified`. */
function verdict(bytes: Uint8Array, root: Uint8Array | null = trustedRoot): string {
  try {
    verifyBundle(bytes, { trustedRoot: root, now: Date.now() })
    return 'verified'
  } catch (error) {
    // Anything but a typed refusal is a defect.
    if (error instanceof RabtError) return error.code
    throw error
  }
}

describe('the evidence of a call', () => {
  it('is verified offline and says in words what is proved and what is not', async () => {
    const { exit, out } = await rabt(network.home, 'verify', file('kw'))
    expect(exit).toBe(0)
    expect(out).toMatch(/KW\/GOV\/MOI\/traffic asked QA\/GOV\/MOI\/traffic for service \S*evidence \(POST\) at /)
    expect(out).toMatch(/QA\/GOV\/MOI\/traffic answered at .* with status 200/)
    expect(out).toContain('Not witnessed')
  })

  it('proves both entries: sealed, signed, received, with what was asked and answered', async () => {
    const report = await verifyJson('kw')
    expect(report.ok).toBe(true)
    for (const item of [1, 2]) {
      expect(codes(report.proved, item)).toEqual(
        expect.arrayContaining(['SEALED', 'LANE_SIGNED', 'LANE_OPENED', 'RECEIVED', 'HEAD_MATCHES', 'BODY_MATCHES']),
      )
    }
    expect(report.proved.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['ASKED', 'ANSWERED', 'ANSWER_FITS', 'DIRECTORY']),
    )
    expect(report.warnings).toEqual([])
  })

  it('is told in Arabic too', async () => {
    const { exit, out } = await rabt(network.home, 'verify', file('kw'), '--lang', 'ar')
    expect(exit).toBe(0)
    expect(out).toContain('ثبت')
    expect(out).toContain('طلبت')
    expect(out).toContain('لم يثبت')
  })

  it("is given by the provider's gateway too, and proves the same", async () => {
    const made = await rabt(network.home, 'evidence', requestId, '--state', 'QA', '-o', file('qa'), '--json')
    expect(JSON.parse(made.out)).toMatchObject({ ok: true, requestId })
    const [own, theirs] = [await verifyJson('kw'), await verifyJson('qa')]
    for (const item of [1, 2]) {
      expect(codes(theirs.proved, item)).toEqual(expect.arrayContaining(['SEALED', 'LANE_SIGNED', 'RECEIVED']))
    }
    const words = (report: Report, code: string) => report.proved.find((one) => one.code === code)?.params
    for (const code of ['ASKED', 'ANSWERED']) expect(words(theirs, code)).toEqual(words(own, code))
  })

  it("of a call that the provider's gateway refused by its newer directory proves who refused it and why", async () => {
    const suspended = await register(network, 'evidence-suspended', service.url)
    const [agreement = ''] = await agree(network, { service: suspended.path.slice('/r1/'.length) })
    await network.restartWith('KW', { directoryRefreshSeconds: 3_600 })
    let refused: string
    try {
      await suspend(network, 'QA', agreement)
      await known(network, ['QA'])
      refused = await callOnce(suspended.path)
    } finally {
      await network.restartWith('KW', QUICK)
    }
    await rabt(network.home, 'evidence', refused, '--state', 'KW', '-o', file('refused'))
    const report = await verifyJson('refused')
    const answer = report.proved.find(({ code }) => code === 'ANSWERED_BY_NETWORK')
    expect(answer?.params).toMatchObject({ provider: 'QA/GOV/MOI/traffic', code: 'AGREEMENT_DIFFERS', status: '500' })
    expect(await refusalNow(suspended.path)).toBe('AGREEMENT_SUSPENDED')
    await suspended.remove()
  })

  it('of a call that the other gateway refused proves who refused it, by its signature, and why', async () => {
    // Of this service the directory says how long a call may take: its receiver stands still until then, and reads it too late.
    const id = 'QA/GOV/MOI/traffic/evidence-quick'
    const title = { ar: 'خدمة اختبار', en: 'A service of the tests' }
    await publishRegistry(network, 'QA', (content) => ({
      ...content,
      services: [...content.services, { id, type: 'REST', title, timeoutMs: 4_000 }],
    }))
    const quick = await register(network, 'evidence-quick', service.url)
    process.kill(network.pid('qa'), 'SIGSTOP')
    let refused: string
    try {
      const answer = await network.call(quick.path)
      expect(answer.status).toBe(500)
      refused = answer.header('x-road-request-id') ?? ''
    } finally {
      process.kill(network.pid('qa'), 'SIGCONT')
    }
    await network.exchanging()
    await quick.remove()
    await rabt(network.home, 'evidence', refused, '--state', 'KW', '-o', file('refused-by-gateway'))
    const report = await verifyJson('refused-by-gateway')
    expect(report.proved.find(({ code }) => code === 'REFUSED')).toMatchObject({
      item: 2,
      params: { gateway: 'QA/GOV/EGOV/gw1', code: 'DEADLINE_PASSED' },
    })
    expect(codes(report.proved, 1)).toEqual(expect.arrayContaining(['ASKED', 'SEALED', 'LANE_SIGNED', 'RECEIVED']))
    expect(codes(report.proved, 2)).toEqual(expect.arrayContaining(['LANE_SIGNED', 'ANSWER_FITS', 'RECEIVED']))
    expect(codes(report.proved, 2)).not.toContain('SEALED')
  }, 75_000)

  it('of an unknown call is not found', async () => {
    const id = requestId.replace(/.{4}$/, '0000')
    const { exit, notes } = await rabt(network.home, 'evidence', id, '--state', 'KW', '-o', file('none'))
    expect(exit).toBe(1)
    expect(notes).toMatch(/^EVIDENCE_NOT_FOUND: /)
  })

  it('still verifies when head and body were erased, and says so', async () => {
    const id = await callOnce(registered.path)
    const erased = await until('the peer has confirmed the call', () =>
      network.admin('KW', 'DELETE', `/admin/v1/blobs/${id}`),
    )
    expect(erased).toEqual({ erased: 4 })
    await rabt(network.home, 'evidence', id, '--state', 'KW', '-o', file('erased'))
    const report = await verifyJson('erased')
    for (const item of [1, 2]) {
      expect(codes(report.missing, item)).toEqual(expect.arrayContaining(['HEAD_ERASED', 'BODY_ERASED']))
      expect(codes(report.proved, item)).toEqual(expect.arrayContaining(['SEALED', 'LANE_SIGNED', 'RECEIVED']))
    }
    expect(readFileSync(file('erased')).includes(ANSWER)).toBe(false)
    expect(readFileSync(file('kw')).includes(ANSWER)).toBe(true)
  })
})

/** Positions spread over all of a file, at most `count`: it holds the whole directory, and each costs a reading of all of it. */
const places = (length: number, count: number): readonly number[] =>
  Array.from({ length: Math.min(count, length) }, (_, at) => Math.floor((at * length) / Math.min(count, length)))

describe('a bundle that was tampered with', () => {
  it('fails with a code, whichever byte was flipped', () => {
    const bytes = readFileSync(file('kw'))
    expect(verdict(bytes)).toBe('verified')
    for (const at of places(bytes.length, 4_000)) {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8))
      const code = verdict(flipped)
      if (!code.startsWith('BUNDLE_')) expect.fail(`byte ${at}: ${code}`)
    }
  })

  it('fails also when its own digest was made to fit', () => {
    const bytes = readFileSync(file('kw'))
    const end = bytes.length - 32
    const seen = new Set<string>()
    for (const at of places(end, 300)) {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8))
      createHash('sha256').update(flipped.subarray(0, end)).digest().copy(flipped, end)
      const code = verdict(flipped)
      if (!code.startsWith('BUNDLE_')) expect.fail(`byte ${at}: ${code}`)
      seen.add(code)
    }
    expect(seen).not.toContain('BUNDLE_DIGEST')
    expect(seen.size).toBeGreaterThan(3)
  })

  it('makes the command fail with a code and the reason', async () => {
    const bytes = readFileSync(file('kw'))
    const places = Array.from({ length: 12 }, (_, at) => Math.floor((at * (bytes.length - 1)) / 11))
    for (const [number, at] of places.entries()) {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] as number) ^ 0x10
      writeFileSync(file('flipped'), flipped)
      const { exit, out, notes } = await rabt(
        network.home,
        'verify',
        file('flipped'),
        '--lang',
        number % 2 ? 'ar' : 'en',
      )
      expect({ exit, out }, `byte ${at}`).toEqual({ exit: 1, out: '' })
      expect(notes).toMatch(/^BUNDLE_[A-Z]+: ./)
      expect(/[\u0600-\u06ff]/.test(notes)).toBe(number % 2 === 1)
    }
  })

  it('is refused as JSON too', async () => {
    writeFileSync(file('cut'), readFileSync(file('kw')).subarray(0, 1_000))
    const { exit, out } = await rabt(network.home, 'verify', file('cut'), '--json')
    expect(exit).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, code: expect.stringMatching(/^BUNDLE_/) })
  })
})

describe('the root of trust', () => {
  it('of another federation does not verify it', async () => {
    const other = layout(join(dir, 'other'))
    mkdirSync(other.home)
    await prepareDirectory(other, { portBase: network.portBase, clock: Date.now })
    expect(verdict(readFileSync(file('kw')), readFileSync(other.root))).toBe('BUNDLE_DIRECTORY')
    const { exit, notes } = await rabt(network.home, 'verify', file('kw'), '--root', other.root)
    expect(exit).toBe(1)
    expect(notes).toMatch(/^BUNDLE_DIRECTORY: /)
  })

  it('is never taken from the file itself', async () => {
    const { exit, notes } = await rabt(join(dir, 'no-home'), 'verify', file('kw'))
    expect(exit).toBe(1)
    expect(notes).toMatch(/^NO_TRUSTED_ROOT: /)
    const arabic = await rabt(join(dir, 'no-home'), 'verify', file('kw'), '--lang', 'ar', '--json')
    expect(JSON.parse(arabic.out)).toMatchObject({ ok: false, code: 'NO_TRUSTED_ROOT' })
  })

  it('may be given from outside the home', async () => {
    const { exit } = await rabt(join(dir, 'no-home'), 'verify', file('kw'), '--root', network.at.root)
    expect(exit).toBe(0)
  })
})

describe('rabt call', () => {
  it('asks through the own gateway, prints the answer and how to get its evidence', async () => {
    const { exit, out, notes } = await rabt(
      network.home,
      'call',
      'QA/GOV/MOI/traffic/violations?plate=12345',
      '--as',
      'KW/GOV/MOI/traffic',
    )
    expect(exit, notes).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ state: 'QA', plate: '12345', sample: true })
    const id = /rabt evidence ([0-9a-f-]{36}) --state KW/.exec(notes)?.[1] ?? ''
    await rabt(network.home, 'evidence', id, '--state', 'KW', '-o', file('called'))
    expect((await verifyJson('called')).ok).toBe(true)
  })

  it('says in Arabic what the gateway refused', async () => {
    const { exit, notes } = await rabt(
      network.home,
      'call',
      'QA/GOV/NOBODY/none/x',
      '--as',
      'KW/GOV/MOI/traffic',
      '--lang',
      'ar',
    )
    expect(exit).toBe(1)
    expect(notes).toMatch(/^Server\.ClientProxy\.UnknownMember: [\u0600-\u06ff]/)
  })
})
