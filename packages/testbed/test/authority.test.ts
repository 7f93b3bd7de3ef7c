import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type AgreementText, agreementDigest } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askAuthority, change, done, type ShownRequest } from './support/authority.ts'
import { CONSUMER, sharedNetwork } from './support/network.ts'
import { known } from './support/publish.ts'
import { startService, type TestService } from './support/service.ts'
import { until } from './support/until.ts'

// A new agency, its system, its service and an agreement of two states: all over the authorities' own APIs, by two people each.

const network = await sharedNetwork()
const PAGE = new URL('../../../docs/operate/publishing.md', import.meta.url)
const MEMBER = 'QA/GOV/MOPH'
const SUBSYSTEM = `${MEMBER}/health`
const SERVICE = `${SUBSYSTEM}/certificates`
const DAY = 86_400_000
const words = (en: string) => ({ ar: 'نص', en })

const TEXT: AgreementText = {
  id: 'QA/2026/9001',
  consumer: { subsystem: CONSUMER },
  provider: { service: SERVICE },
  endpoints: [{ method: 'GET', path: '/*' }],
  purpose: { code: 'health-certificates', ...words('Health certificates') },
  legalBasis: words('Sample'),
  decision: '12/2026',
  from: Date.now() - DAY,
  until: Date.now() + 300 * DAY,
  quota: null,
  rate: null,
  responseFields: null,
  // The new agency is a candidate until it has shown that it conforms.
  stage: 'candidate',
  replaces: null,
}

/** Each state accepts it by a decision of its own. */
const accepting = (decision: string) => ({
  act: 'put',
  object: 'position',
  value: {
    agreement: TEXT.id,
    digest: Buffer.from(agreementDigest(TEXT), 'hex').toString('base64'),
    position: 'accepted',
    from: TEXT.from,
    decision,
  },
})

/** The gateway makes the key, the authority certifies it when two people want it, and the gateway takes it into use. */
async function sealFor(member: string): Promise<void> {
  const name = `members/${encodeURIComponent(member)}`
  const { csr } = await network.admin('QA', 'POST', `/admin/v1/keys/${name}/next`)
  const content = { member, csr: String(csr).replace(/-----[A-Z ]+-----|\s/g, '') }
  const asked = await done(network, 'QA', 'clerk', '/requests', { kind: 'seal', reason: 'test', content })
  const { id, digest } = asked as unknown as ShownRequest
  const officer = await askAuthority(network, 'QA', 'officer-1', `/requests/${id}/approve`, { digest })
  expect(officer.body.code).toBe('FORBIDDEN')
  expect(await done(network, 'QA', 'security-1', `/requests/${id}/approve`, { digest })).toMatchObject({
    state: 'done',
  })
  await known(network, ['KW', 'QA'])
  await until(
    'the new key is in use',
    async () => {
      const { keys } = (await network.admin('QA', 'GET', '/admin/v1/keys')) as {
        keys: { name: string; inUse: { listed: boolean } | null }[]
      }
      return keys.some((key) => decodeURIComponent(key.name) === decodeURIComponent(name) && key.inUse?.listed === true)
    },
    90_000,
  )
}

let service: TestService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.close())

const call = () => network.call(`/r1/${SERVICE}/7`)
/** Code of the refusal of a call now; undefined: it is answered. */
const refusal = async (): Promise<string | undefined> =>
  /#([a-z_]+)$/.exec((await call()).header('x-rabt-error-doc') ?? '')?.[1]?.toUpperCase()

describe('two people of each state', () => {
  it('register an agency with its system, its service and its seal, and none of them by himself', {
    timeout: 120_000,
  }, async () => {
    const put = (object: string, value: object) => ({ act: 'put', object, value })
    const content = {
      changes: [
        put('member', { id: MEMBER, name: words('Ministry of Public Health'), sealCertificates: [] }),
        put('subsystem', { id: SUBSYSTEM, name: words('Health'), gateways: ['QA/GOV/EGOV/gw1'], groups: [] }),
        put('service', { id: SERVICE, type: 'REST', title: words('Certificates'), timeoutMs: 10_000 }),
      ],
    }
    const asked = await done(network, 'QA', 'officer-1', '/requests', { kind: 'registry', reason: 'test', content })
    const { id, digest } = asked as unknown as ShownRequest
    const own = await askAuthority(network, 'QA', 'officer-1', `/requests/${id}/approve`, { digest })
    expect([own.status, own.body.code]).toEqual([403, 'FOUR_EYES'])
    const clerk = await askAuthority(network, 'QA', 'clerk', `/requests/${id}/approve`, { digest })
    expect([clerk.status, clerk.body.code]).toEqual([403, 'FORBIDDEN'])
    expect(await done(network, 'QA', 'officer-2', `/requests/${id}/approve`, { digest })).toMatchObject({
      state: 'done',
    })
    await known(network, ['KW', 'QA'])
    await sealFor(MEMBER)
    await network.admin('QA', 'PUT', `/admin/v1/services/${encodeURIComponent(SERVICE)}`, {
      type: 'REST',
      url: service.url,
      descriptionUrl: null,
      timeoutMs: 10_000,
      disabled: null,
      endpoints: [],
    })
    expect(await refusal()).toBe('AGREEMENT_MISSING')
  })

  it('agree on its use: in force when both have accepted, and a call is answered', async () => {
    const text = { act: 'put', object: 'text', value: TEXT }
    const written = { kind: 'agreements', content: { changes: [text, accepting('12/2026')] }, decision: '12/2026' }
    expect(await change(network, 'QA', written)).toMatchObject({ state: 'done' })
    await known(network, ['KW', 'QA'])
    expect(await refusal()).toBe('AGREEMENT_NOT_ACCEPTED')

    await until('the authority of Kuwait is asked to accept it', async () => {
      const { agreements } = await done(network, 'KW', 'clerk', '/agreements?asked=true')
      return (agreements as { id: string }[]).some(({ id }) => id === TEXT.id)
    })
    const accepted = { kind: 'agreements', content: { changes: [accepting('34/2026')] }, decision: '34/2026' }
    expect(await change(network, 'KW', accepted)).toMatchObject({ state: 'done' })
    const answer = await until('a call over it is answered', async () => {
      const one = await call()
      if (one.status !== 200) throw new Error(one.text())
      return one
    })
    expect(answer.json()).toEqual({ ok: true })
    expect(service.last().target).toBe('/7')
  })

  it('suspend it at once by one of them, and both gateways refuse within seconds', async () => {
    const since = performance.now()
    const content = { agreement: TEXT.id }
    const asked = await done(network, 'KW', 'officer-1', '/requests', { kind: 'suspension', reason: 'test', content })
    expect(asked).toMatchObject({ state: 'provisional' })
    await until('a call over it is refused', async () => (await refusal()) === 'AGREEMENT_SUSPENDED', 10_000)
    for (const code of ['KW', 'QA'] as const) {
      await until(`the gateway of ${code} holds it as suspended`, async () => {
        const shown = await network.admin(code, 'GET', `/admin/v1/agreements/${encodeURIComponent(TEXT.id)}`)
        return JSON.stringify(shown).includes('suspended')
      })
    }
    expect(performance.now() - since).toBeLessThan(20_000)
    const { id, digest } = asked as unknown as ShownRequest
    const own = await askAuthority(network, 'KW', 'officer-1', `/requests/${id}/lift`, { digest })
    expect(own.body.code).toBe('FOUR_EYES')
    expect(await done(network, 'KW', 'officer-2', `/requests/${id}/lift`, { digest })).toMatchObject({
      state: 'lifted',
    })
    await until('a call over it is answered again', async () => (await call()).status === 200)
  })

  it('leave a chain of acts that verifies', async () => {
    for (const code of ['KW', 'QA'] as const) {
      expect(await done(network, code, 'auditor', '/audit/verify')).toMatchObject({ brokenAt: null })
    }
    const { acts } = (await done(network, 'QA', 'auditor', '/audit')) as { acts: { action: string; actor: string }[] }
    const seen = acts.map(({ actor, action }) => `${actor} ${action}`)
    expect(seen).toContain('sample-officer-1 request.refused')
    expect(seen).toContain('sample-officer-2 request.approve')
    expect(seen).toContain('authority directory.published')
  })
})

/** The commands of docs/operate/publishing.md, block by block. */
const blocks = (): readonly string[] =>
  [...readFileSync(PAGE, 'utf8').matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block as string)

/** Runs commands of the page as they are written. @returns what each curl answered */
function run(commands: string): readonly Record<string, unknown>[] {
  const env = { ...process.env, RABT_HOME: network.home, RABT_PORT_BASE: String(network.portBase) }
  const out = execFileSync('bash', ['-eo', 'pipefail', '-c', commands], { env, encoding: 'utf8' })
  return out
    .replaceAll('}{', '}\n{')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('the sample authorities', () => {
  it('keep their tokens for themselves, and answer nobody without one', async () => {
    const dir = network.at.authority('KW')
    expect(statSync(join(dir, 'people', 'sample-clerk.token')).mode & 0o777).toBe(0o600)
    const url = `https://localhost:${network.ports('KW').authorityAdmin}/authority/v1/requests`
    const { request } = await import('node:https')
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(url, { ca: readFileSync(join(dir, 'ca.crt')), agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .once('error', reject)
        .end()
    })
    expect(status).toBe(401)
  })

  it('say who writes the directory; the second state cannot as long as the first does, but by decision', async () => {
    const [look, takeOver, back] = blocks()
    expect(run(`${look}`)).toMatchObject([{ site: 'SA', writer: 'KW' }])
    const { writer, site } = await done(network, 'SA', 'security-1', '/directory')
    expect([writer, site]).toEqual(['KW', 'SA'])
    expect((await askAuthority(network, 'QA', 'security-1', '/directory')).status).toBe(404)
    const clerk = await askAuthority(network, 'SA', 'clerk', '/directory/take-over', { decision: '1/2026' })
    expect(clerk.status).toBe(403)
    expect(run(`${look}${takeOver}`).map((answer) => answer.writer)).toEqual(['KW', 'SA', 'SA'])
    await known(network, ['KW', 'QA'])
    // Whoever approves something has it published by whoever writes now.
    const member = { id: 'KW/GOV/MOPH', name: words('Health'), sealCertificates: [] }
    const content = { changes: [{ act: 'put', object: 'member', value: member }] }
    expect(await change(network, 'KW', { kind: 'registry', content })).toMatchObject({ state: 'done' })
    await known(network, ['KW', 'QA'])
    expect(run(`${look}${back}`).map((answer) => answer.writer)).toEqual(['SA', 'KW', 'KW'])
  })
})
