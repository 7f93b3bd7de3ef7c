import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { CODES, DECISION, foundWithHolders, hold, orFail, propose, publish, signAll } from '../../test/ceremony.ts'
import { makeCa } from '../../test/certificate-maker.ts'
import { bench } from '../../test/client.ts'
import { DAY, fetchOf, HOUR, NOW, newSigner, registryOf, trustOf } from '../../test/federation.ts'
import { signedOf } from '../../test/forge.ts'
import { readFederation } from '../document/read.ts'
import { memoryRepository } from '../publish/repository.ts'
import { keySigner, type Signer } from '../publish/signer.ts'
import { readProposal } from './read.ts'
import type { CeremonyRequest } from './request.ts'

const at = bench()

const NAMES: Readonly<Record<string, { readonly ar: string; readonly en: string }>> = {
  KW: { ar: 'الكويت', en: 'Kuwait' },
  SA: { ar: 'السعودية', en: 'Saudi Arabia' },
  QA: { ar: 'قطر', en: 'Qatar' },
  AE: { ar: 'الإمارات', en: 'United Arab Emirates' },
  BH: { ar: 'البحرين', en: 'Bahrain' },
  OM: { ar: 'عمان', en: 'Oman' },
}

const LIVE = ['KW/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1']

const federationOf = (files: ReadonlyMap<string, Uint8Array>) => {
  const version = Object.keys(Object.fromEntries(files))
    .flatMap((name) => /^metadata\/(\d+)\.targets\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
  const targets = signedOf(files, `metadata/${Math.max(...version)}.targets.json`).targets as unknown as Record<
    string,
    { hashes: { sha256: string } }
  >
  return readFederation(orFail(files.get(`targets/${targets['federation.json']?.hashes.sha256}.federation.json`)))
}

test('a federation is founded by officers who each sign their own part', async () => {
  const ca = makeCa('KW member CA', NOW - DAY)
  const kinds = [
    () => newSigner(),
    () => keySigner(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    () => keySigner(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey),
  ]
  const signerOf = (index: number) => orFail(kinds[index % kinds.length])()
  const rootKeys = CODES.map((_, index) => signerOf(index))
  const stateKeys = Object.fromEntries(CODES.map((code, index) => [code, signerOf(index + 1)]))
  const opsKeys = Object.fromEntries(CODES.map((code, index) => [code, signerOf(index + 2)]))
  const onlineKeys = { snapshot: signerOf(1), timestamp: signerOf(2) }
  const standby = { snapshot: newSigner(), timestamp: newSigner() }
  const key = newSigner()
  const plan = {
    federation: 'gcc',
    states: CODES.map((code) => ({
      code,
      name: orFail(NAMES[code]),
      stage: 'live' as const,
      ...(code === 'KW' ? { trust: trustOf('KW', ca), registry: registryOf('KW', ca) } : {}),
    })),
    organisation: { key },
    rootKeys,
    threshold: 4,
    stateKeys,
    opsKeys,
    online: {
      snapshot: [onlineKeys.snapshot, standby.snapshot],
      timestamp: [onlineKeys.timestamp, standby.timestamp],
    },
    holders: Object.fromEntries(rootKeys.map(({ keyId }, index) => [keyId, CODES[index] ?? ''])),
  }
  const files = new Map<string, Uint8Array>()
  const repository = memoryRepository(files)
  const proposal = await propose({ repository }, { kind: 'found', plan })
  const hands = [...rootKeys.slice(1, 5), ...Object.values(stateKeys), ...Object.values(opsKeys), key]
  await publish(repository, proposal, await signAll(proposal, hands), onlineKeys)

  const trustedRoot = orFail(files.get('metadata/1.root.json'))
  at.fetch = fetchOf({ repository } as Parameters<typeof fetchOf>[0])
  const client = await at.open({ trustedRoot } as Parameters<typeof at.open>[0])
  at.now = NOW + 4 * HOUR
  const view = await client.refresh()
  expect([...view.gateways.keys()]).toEqual([LIVE[0]])
  expect(view.issues).toEqual([])
  expect(federationOf(files).acts).toEqual([
    { number: 1, kind: 'found', decision: DECISION, at: NOW + HOUR, about: [...CODES, 'GCC'], root: 1 },
  ])
})

test('a state is admitted with its first documents, and no moment passes in which it is dark', async () => {
  const federation = await foundWithHolders()
  const ca = makeCa('YE member CA', NOW - DAY)
  const [key, opsKey] = [newSigner(), newSigner()]
  const client = await at.open(federation)
  await client.refresh()
  const published = await hold(
    federation,
    {
      kind: 'admit',
      state: { code: 'YE', name: { ar: 'اليمن', en: 'Yemen' }, stage: 'trial' },
      key,
      opsKey,
      contents: { trust: trustOf('YE', ca), registry: registryOf('YE', ca) },
    },
    [...federation.input.rootKeys.slice(0, 4), key, opsKey],
  )
  expect(published.already).toBe(false)
  const view = await client.refresh()
  expect([...view.gateways.keys()]).toEqual([...LIVE, 'YE/GOV/EGOV/gw1'])
  expect(view.states.get('YE')?.stage).toBe('trial')
  expect(federationOf(federation.files).states.at(-1)).toMatchObject({ code: 'YE', decision: DECISION })
  expect(federationOf(federation.files).acts?.at(-1)).toMatchObject({ number: 1, kind: 'admit', about: ['YE'] })
})

test('the stage of a state changes by four others; its own signature does not count', async () => {
  const federation = await foundWithHolders()
  const keys = federation.input.rootKeys
  const [emirates, others] = [orFail(keys[3]), keys.filter((_, index) => index !== 3)]
  const proposal = await propose(federation, { kind: 'stage', state: 'AE', stage: 'live' }, { basis: 'ab'.repeat(32) })
  const few = await signAll(proposal, [emirates, ...others.slice(0, 3)])
  await expect(publish(federation.repository, proposal, few, federation.input.onlineKeys)).rejects.toMatchObject({
    code: 'CEREMONY_SIGNATURE',
    params: { rule: 'signature-missing', signed: '3', threshold: '4' },
  })
  const enough = await signAll(proposal, [emirates, ...others.slice(0, 4)])
  await publish(federation.repository, proposal, enough, federation.input.onlineKeys)
  const client = await at.open(federation)
  expect((await client.refresh()).states.get('AE')?.stage).toBe('live')
  expect(federationOf(federation.files).acts).toEqual([
    { number: 1, kind: 'stage', decision: DECISION, at: NOW + HOUR, about: ['AE'], basis: 'ab'.repeat(32) },
  ])
})

test('a state that is withdrawn leaves with its root key, and its snapshot entries stay', async () => {
  const federation = await foundWithHolders()
  const client = await at.open(federation)
  await client.refresh()
  const keys = federation.input.rootKeys
  const qatar = orFail(keys[2])
  const request = { kind: 'withdraw', state: 'QA', rootKey: qatar.keyId, threshold: 3 } as const
  await hold(federation, request, keys.slice(2))
  const view = await client.refresh()
  expect([...view.gateways.keys()]).toEqual(LIVE.slice(0, 2))
  expect(view.states.has('QA')).toBe(false)
  const meta = Object.keys(signedOf(federation.files, 'metadata/2.snapshot.json').meta as object)
  expect(meta).toContain('state-qa.json')
  const after = federationOf(federation.files)
  expect(Object.values(after.holders ?? {})).toEqual(expect.not.arrayContaining(['QA']))
  expect(after.acts?.at(-1)).toMatchObject({ kind: 'withdraw', about: ['QA'], root: 2 })
  const again = await hold(
    federation,
    { kind: 'stage', state: 'AE', stage: 'trial' },
    keys.slice(3, 6).concat(keys.slice(0, 1)),
  )
  expect(again.already).toBe(false)
})

test('root keys are rotated: old and new threshold sign, top-level targets with them', async () => {
  const federation = await foundWithHolders()
  const client = await at.open(federation)
  await client.refresh()
  const keys = federation.input.rootKeys
  const [old, fresh] = [orFail(keys[0]), newSigner()]
  const request = { kind: 'rotate-root', add: [{ key: fresh, holder: 'KW' }], remove: [old.keyId] } as const
  const proposal = await propose(federation, request)
  expect(readProposal(proposal).draft.files.map(({ role }) => role)).toEqual(['root', 'targets'])
  // Three of the old stay and sign, with the one that leaves: four of the old; with the one that comes: four of the new.
  const hands = [old, fresh, ...keys.slice(1, 4)]
  await publish(federation.repository, proposal, await signAll(proposal, hands), federation.input.onlineKeys)
  expect([...(await client.refresh()).gateways.keys()]).toEqual(LIVE)
  const root = signedOf(federation.files, 'metadata/2.root.json').roles as Record<string, { keyids: string[] }>
  expect(root.root?.keyids).toContain(fresh.keyId)
  expect(root.root?.keyids).not.toContain(old.keyId)
})

test("a state's keys are replaced, its documents signed by the new ones in the same act", async () => {
  const federation = await foundWithHolders()
  const client = await at.open(federation)
  await client.refresh()
  const [key, opsKey] = [newSigner(), newSigner()]
  const request = { kind: 'rotate-state', state: 'KW', key, opsKey } as const
  await hold(federation, request, [...federation.input.rootKeys.slice(0, 4), key, opsKey])
  const view = await client.refresh()
  expect([...view.gateways.keys()]).toEqual(LIVE)
  expect(view.issues).toEqual([])
  const alone = { kind: 'rotate-state', state: 'KW', opsKey: newSigner() } as const
  const proposal = await propose(federation, alone)
  expect(readProposal(proposal).draft.files.map(({ role }) => role)).toEqual(['targets', 'state-kw-ops'])
})

test('online keys are rotated, with keys of a state that can take over', async () => {
  const federation = await foundWithHolders()
  const client = await at.open(federation)
  await client.refresh()
  const online = { snapshot: newSigner(), timestamp: newSigner() }
  const standby = { snapshot: newSigner(), timestamp: newSigner() }
  const request = {
    kind: 'rotate-online',
    online: { snapshot: [online.snapshot, standby.snapshot], timestamp: [online.timestamp, standby.timestamp] },
  } as const
  await hold(federation, request, federation.input.rootKeys.slice(0, 4), online)
  expect((await client.refresh()).version.number).toBe(2)
  await hold(
    federation,
    { kind: 'stage', state: 'AE', stage: 'trial' },
    federation.input.rootKeys.slice(0, 3).concat(federation.input.rootKeys.slice(4, 5)),
    standby,
  )
  expect((await client.refresh()).states.get('AE')?.stage).toBe('trial')
})

test('expiries are stretched: of all, and of one state by its own keys alone', async () => {
  const federation = await foundWithHolders()
  const { rootKeys, stateKeys, opsKeys } = federation.input
  await hold(federation, { kind: 'extend', top: ['root', 'targets'], days: 200 }, rootKeys.slice(1, 5))
  expect(signedOf(federation.files, 'metadata/2.root.json').expires).toBe('2027-06-12T09:00:00Z')
  expect(signedOf(federation.files, 'metadata/2.targets.json').expires).toBe('2027-06-12T09:00:00Z')
  await hold(federation, { kind: 'extend', state: 'KW', days: 100 }, [orFail(stateKeys.KW), orFail(opsKeys.KW)])
  expect(signedOf(federation.files, 'metadata/2.state-kw.json').expires).toBe('2027-03-04T09:00:00Z')
  expect(federation.files.has('metadata/3.targets.json')).toBe(false)
  const client = await at.open(federation)
  expect([...(await client.refresh()).gateways.keys()]).toEqual(LIVE)
})

test('what has ended already is signed anew: top roles by the threshold, each state by its own keys', async () => {
  const federation = await foundWithHolders()
  const { rootKeys, stateKeys, opsKeys, onlineKeys } = federation.input
  const late = NOW + 400 * DAY
  const held = async (request: CeremonyRequest, signers: readonly Signer[]) => {
    const proposal = await propose(federation, request, { now: late })
    await publish(federation.repository, proposal, await signAll(proposal, signers, late), onlineKeys, late)
  }
  await held({ kind: 'extend', top: ['root', 'targets'] }, rootKeys.slice(2))
  for (const state of ['KW', 'SA'] as const) {
    await held({ kind: 'extend', state }, [orFail(stateKeys[state]), orFail(opsKeys[state])])
  }
  at.now = late + HOUR
  const client = await at.open(federation)
  const view = await client.refresh()
  expect([...view.gateways.keys()]).toEqual(LIVE.slice(0, 2))
  expect(view.issues.some(({ place, code }) => place.startsWith('state-qa') && code === 'DIRECTORY_EXPIRED')).toBe(true)
})
