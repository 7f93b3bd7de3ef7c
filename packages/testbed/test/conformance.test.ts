import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keySigner, signRunRequest } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { controlClocks } from './faults/support/clocks.ts'
import { ask } from './support/ask.ts'
import { rabt } from './support/cli.ts'
import { openDefectiveHome } from './support/defective-home.ts'
import { sharedNetwork } from './support/network.ts'
import { startService, type TestService } from './support/service.ts'

const network = await sharedNetwork()
const { otherHomes } = inject('federation')
const RUN = { timeout: 130_000 }

interface Ran {
  readonly ok: boolean
  readonly exit: number | null
  readonly partner: string
  readonly tookMs: number
  readonly digest: string
  readonly checks: readonly {
    readonly code: string
    readonly result: string
    readonly reason?: string
    readonly advice?: string
  }[]
}

async function run(home: string, ...more: readonly string[]): Promise<Ran> {
  const { exit, out, notes } = await rabt(home, 'conformance', 'QA', '--json', ...more)
  try {
    return { ...JSON.parse(out), exit }
  } catch {
    throw new Error(`exit ${exit}: ${out}${notes}`)
  }
}

const faults = ({ checks }: Ran) =>
  Object.fromEntries(checks.flatMap(({ code, result, reason }) => (result === 'pass' ? [] : [[code, reason]])))

describe('a conformance run', () => {
  it('passes for a state as it should be, and both authorities sign the report', RUN, async () => {
    const file = join(otherHomes, 'report.json')
    const ran = await run(network.home, '--with', 'SA', '--output', file)
    expect(faults(ran)).toEqual({})
    expect(ran).toMatchObject({ ok: true, exit: 0, partner: 'SA' })
    expect(ran.checks).toHaveLength(27)
    expect(ran.tookMs).toBeLessThan(120_000)
    console.info(`a run took ${(ran.tookMs / 1000).toFixed(1)} s`)
    const { signatures, signed } = JSON.parse(readFileSync(file, 'utf8'))
    expect(signatures).toHaveLength(2)
    expect(signed).toMatchObject({ state: 'QA', partner: 'SA', passed: true })
    for (const code of ['QA', 'SA', 'KW'] as const) {
      const face = `http://127.0.0.1:${network.ports(code).authority}`
      const { reports } = (await ask(face, { path: '/conformance/v1/reports?state=QA' })).json() as {
        reports: object[]
      }
      expect(reports, code).toContainEqual(expect.objectContaining({ digest: ran.digest, passed: true }))
    }
  })

  it('says of each defect of a gateway what it is, and of nothing else', RUN, async () => {
    const clocks = controlClocks(join(otherHomes, 'conformance-clocks'))
    const defective = await openDefectiveHome(
      network,
      'QA',
      join(otherHomes, 'defective'),
      // An edge that takes whatever comes.
      (_asked, answer) => {
        if (String(answer.headers['x-road-error']).includes('ClientProxy')) answer.status = 200
      },
      // No evidence, no way to cut a link, and a clock of its own.
      (asked, answer) => {
        if (/evidence|cut$/.test(asked.url ?? '')) answer.status = 404
        answer.headers.date = new Date(Date.now() - 60_000).toUTCString()
      },
    )
    try {
      defective.replaceKey('lane.pem', 'ed25519')
      defective.replaceKey(join('members', `${encodeURIComponent('QA/GOV/MOI')}.pem`), 'p256')
      await clocks.set([''], { offsetMs: 20_000 })
      const ran = await run(defective.home, '--with', 'KW')
      expect(ran).toMatchObject({ ok: false, exit: 1 })
      expect(faults(ran)).toEqual({
        'identity.gateway': 'KEY_DIFFERS',
        'identity.seals': 'SEAL_DIFFERS',
        'clock.partner': 'CLOCK_OFF',
        'clock.gateway': 'CLOCK_OFF',
        'input.identifiers': 'BAD_INPUT_ACCEPTED',
        'input.headers': 'BAD_INPUT_ACCEPTED',
        'evidence.consumer': 'EVIDENCE_MISSING',
        'evidence.provider': 'EVIDENCE_MISSING',
        'recovery.link': 'CUT_FAILED',
      })
      for (const { result, advice } of ran.checks) expect(advice !== undefined).toBe(result !== 'pass')
    } finally {
      clocks.end()
      defective.close()
    }
  })

  describe('of a provider whose service does not do what it is asked', () => {
    const service = `/admin/v1/services/${encodeURIComponent('QA/GOV/EGOV/conformance/echo')}`
    let bad: TestService
    let before: Record<string, unknown>
    beforeAll(async () => {
      bad = await startService((_arrived, response) => response.writeHead(200).end('something else'))
      before = (await network.admin('QA', 'GET', service)) as Record<string, unknown>
      await network.admin('QA', 'PUT', service, { ...settingsOf(before), url: bad.url })
    })
    afterAll(async () => {
      await network.admin('QA', 'PUT', service, settingsOf(before))
      await bad.close()
    })

    it('it is the partner that sees it', RUN, async () => {
      expect(faults(await run(network.home, '--with', 'KW'))).toEqual({
        'provider.small': 'ANSWER_DIFFERS',
        'provider.large': 'ANSWER_DIFFERS',
        'provider.fault': 'FAULT_NOT_MAPPED',
        'provider.slow': 'DEADLINE_MISSED',
        // What answered kept no count of what it ran.
        'evidence.provider': 'NOT_RUN',
        'recovery.link': 'CALL_LOST',
      })
    })
  })
})

/** What a service is registered with, as the admin API takes it. */
function settingsOf(shown: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = ['type', 'url', 'descriptionUrl', 'timeoutMs', 'disabled', 'endpoints']
  return Object.fromEntries(names.map((name) => [name, shown[name]]))
}

describe("a partner's authority", () => {
  const face = `http://127.0.0.1:${network.ports('KW').authority}`
  const post = (path: string, body: Uint8Array | string, token?: string) =>
    ask(face, {
      method: 'POST',
      path: `/conformance/v1/${path}`,
      body,
      headers: token === undefined ? [] : [['Authorization', `Bearer ${token}`]],
    })
  const challenge = async () => String((await ask(face, { path: '/conformance/v1/challenge' })).json().challenge)
  const officer = () => keySigner(generateKeyPairSync('ed25519').privateKey)
  const refusal = async (answer: ReturnType<typeof post>) => {
    const { status, json } = await answer
    return [status, json().code]
  }

  it('runs for nobody who does not sign with the key that the directory lists', async () => {
    const asked = { state: 'QA', partner: 'KW', challenge: await challenge() }
    expect(await refusal(post('runs', await signRunRequest(asked, officer())))).toEqual([403, 'RUN_REFUSED'])
    expect(await refusal(post('runs', '{}'))).toEqual([403, 'RUN_REFUSED'])
    expect(await refusal(post('runs', 'x'.repeat(70_000)))).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it('lets nobody into a run without its token, and keeps no report that two authorities did not sign', async () => {
    const path = 'runs/00000000-0000-4000-8000-000000000000/acts/tls'
    expect(await refusal(post(path, '{}'))).toEqual([401, 'UNAUTHENTICATED'])
    expect(await refusal(post(path, '{}', 'A'.repeat(43)))).toEqual([401, 'UNAUTHENTICATED'])
    expect(await refusal(post('reports', '{"signatures":[],"signed":{}}'))).toEqual([400, 'REPORT_INVALID'])
    const unknown = ask(face, { path: `/conformance/v1/reports/${'0'.repeat(64)}` })
    expect(await refusal(unknown)).toEqual([404, 'NOT_FOUND'])
  })
})
