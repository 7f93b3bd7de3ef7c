import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { PROFILES } from '@rabt/authority'
import type { RegistryContent, TrustContent } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePortBase } from '../src/files/free-port-base.ts'
import { openStateAuthority, type RunningFederation, startFederation } from '../src/index.ts'
import { CallRecord } from './faults/support/call-record.ts'
import { answerTo, Effects } from './faults/support/effects.ts'
import { proved } from './faults/support/evidence.ts'
import { rabt } from './support/cli.ts'
import { type Network, networkAt } from './support/network.ts'
import { publishRegistry, publishTrust, QUICK } from './support/publish.ts'
import { register, startService, type TestService } from './support/service.ts'
import { until } from './support/until.ts'

// Every key of two gateways is changed while a client goes on calling, and no call fails.
const STATES = ['KW', 'QA'] as const
type State = (typeof STATES)[number]
const USES = ['lane', 'lane-pq', 'receipt'] as const
/** Answered calls between a key's first use and the end of the one before it. */
const BETWEEN = 60
/** Of each worker between two calls: load is not what this is about, only that calls never cease. */
const PAUSE_MS = 40
/** Calls never cease for as long as a gateway needs to look at the directory (QUICK). */
const QUIET_MS = 1_000
const home = join(inject('federation').otherHomes, 'rotation')
const effects = new Effects()
let portBase: number
let federation: RunningFederation
let network: Network
let service: TestService
let record: CallRecord

interface NextKey {
  readonly algorithm: 'ed25519' | 'ml-dsa-44' | 'p256'
  readonly publicKey: string
  readonly digest: string
}

interface ListedKey {
  readonly name: string
  readonly inUse: { readonly digest: string } | null
  readonly next: unknown
}

beforeAll(async () => {
  portBase = await freePortBase()
  network = networkAt({ home, portBase })
  federation = await startFederation({
    home,
    portBase,
    states: STATES,
    settings: { ...QUICK, keySettleSeconds: 2 },
  })
  service = await startService((arrived, response) => response.end(effects.ran(arrived)))
  const { path } = await register(network, 'rotation', service.url, { endpoints: [{ method: 'POST', path: '/*' }] })
  record = new CallRecord({ network, path, workers: 4, pauseMs: PAUSE_MS, expected: answerTo })
  await answered(BETWEEN)
})
afterAll(async () => {
  await record?.stop()
  await federation.stop()
  await service.close()
  rmSync(home, { recursive: true, force: true })
})

const answered = (more: number) => {
  const wanted = record.answered + more
  return until(`${more} more answers`, () => record.answered >= wanted, 60_000)
}

/** `rabt keys next`: what an operator hands to the state's authority. */
async function nextKey(state: State, name: string): Promise<NextKey> {
  const { exit, out, notes } = await rabt(home, 'keys', 'next', name, '--state', state, '--json')
  expect(exit, notes).toBe(0)
  return JSON.parse(out) as NextKey
}

const taken = (state: State, name: string, { digest }: NextKey) =>
  until(
    `${state} uses its next ${name}`,
    async () => {
      const { keys } = (await network.admin(state, 'GET', '/admin/v1/keys')) as { readonly keys: readonly ListedKey[] }
      const key = keys.find((one) => decodeURIComponent(one.name.replace(/^members\//, '')) === name)
      return key?.inUse?.digest === digest && key.next === null
    },
    30_000,
  )

type Gateway = TrustContent['gateways'][number]
type Member = RegistryContent['members'][number]
type Seals = Member['sealCertificates']

const memberOf = (state: State): string => `${state}/GOV/MOI`

const changeGateway = (state: State, make: (gateway: Gateway) => Gateway) =>
  publishTrust(network, state, (content) => ({ ...content, gateways: content.gateways.map(make) }))

const changeSeals = (state: State, make: (seals: Seals) => Seals) =>
  publishRegistry(network, state, (content) => ({
    ...content,
    members: content.members.map((member) =>
      member.id === memberOf(state) ? { ...member, sealCertificates: make(member.sealCertificates) } : member,
    ),
  }))

/** Makes the next key of both, publishes each, waits until each is used, then publishes the end of the one before. */
async function change(
  nameOf: (state: State) => string,
  begin: (state: State, next: NextKey) => Promise<void>,
  end: (state: State, next: NextKey) => Promise<void>,
): Promise<void> {
  const made = []
  for (const state of STATES) {
    const next = await nextKey(state, nameOf(state))
    made.push({ state, next })
    await begin(state, next)
  }
  await Promise.all(made.map(({ state, next }) => taken(state, nameOf(state), next)))
  await answered(BETWEEN)
  for (const { state, next } of made) await end(state, next)
  await answered(BETWEEN)
}

describe('while calls go on, both gateways change', () => {
  it.each(USES)(
    'their key %s',
    async (use) => {
      await change(
        () => use,
        (state, { algorithm, publicKey }) => {
          if (algorithm === 'p256') throw new Error('not a signing key')
          const fresh = { use, algorithm, publicKey, from: Date.now(), retired: null }
          return changeGateway(state, (gateway) => ({ ...gateway, keys: [...gateway.keys, fresh] }))
        },
        (state, { publicKey }) =>
          changeGateway(state, (gateway) => ({
            ...gateway,
            keys: gateway.keys.map((key) =>
              key.use === use && key.publicKey !== publicKey ? { ...key, retired: key.retired ?? Date.now() } : key,
            ),
          })),
      )
    },
    120_000,
  )

  it('the seals of their members', async () => {
    const made = new Map<State, string>()
    await change(
      memberOf,
      async (state, { publicKey }) => {
        const authority = await openStateAuthority(network.at, state, portBase, Date.now)
        const der = await authority.issue({
          profile: PROFILES.memberSeal,
          subject: [['commonName', memberOf(state)]],
          spki: Buffer.from(publicKey, 'base64'),
        })
        const certificate = Buffer.from(der).toString('base64')
        made.set(state, certificate)
        await changeSeals(state, (seals) => [...seals, { certificate, retired: null }])
      },
      async (state) => {
        const retire = (seals: Seals): Seals =>
          seals.map((seal) => (seal.certificate === made.get(state) ? seal : { ...seal, retired: Date.now() }))
        await changeSeals(state, retire)
      },
    )
  }, 120_000)

  it('the keys of their links, certified by their own authority as the one before signs for', async () => {
    await change(
      () => 'tls',
      (state, { digest }) => changeGateway(state, (gateway) => ({ ...gateway, tlsKeys: [...gateway.tlsKeys, digest] })),
      (state, { digest }) => changeGateway(state, (gateway) => ({ ...gateway, tlsKeys: [digest] })),
    )
  }, 120_000)
})

describe('then', () => {
  it('no call has failed', async () => {
    await record.stop()
    expect(record.attempts.filter(({ code }) => code !== 'ANSWERED')).toEqual([])
    expect(record.answered).toBeGreaterThan(2 * BETWEEN * (USES.length + 2))
    expect(record.quiet.longestMs).toBeLessThan(QUIET_MS)
  })

  it('what was exchanged under each key is proved at both gateways', async () => {
    const step = Math.floor(effects.all.length / 12)
    for (const { requestId } of effects.all.filter((_, index) => index % step === 0)) {
      for (const state of STATES) {
        const codes = await proved(network, state, requestId)
        expect(codes, `${state} ${requestId}`).toEqual(expect.arrayContaining(['ASKED', 'ANSWERED', 'RECEIVED']))
      }
    }
  }, 60_000)

  it('no alarm was raised at either', async () => {
    for (const state of STATES) expect(await network.query(state, 'SELECT peer, code FROM lane_alarm')).toEqual([])
  })
})
