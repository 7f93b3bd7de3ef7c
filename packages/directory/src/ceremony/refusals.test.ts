import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { CODES, edited, foundWithHolders, orFail, propose, publish, signAll } from '../../test/ceremony.ts'
import { makeCa } from '../../test/certificate-maker.ts'
import { DAY, type Federation, found, HOUR, NOW, newSigner, registryOf, trustOf } from '../../test/federation.ts'
import { forget, signedOf } from '../../test/forge.ts'
import { keyIdOf } from '../metadata/key.ts'
import { memoryRepository } from '../publish/repository.ts'
import { holderOf, type Signer } from '../publish/signer.ts'
import { decodeProposal, encodeProposal, type Proposal } from './format.ts'
import { readProposal } from './read.ts'
import type { CeremonyRequest } from './request.ts'
import type { RuleName } from './rules.ts'
import { signCeremony } from './sign.ts'
import { ceremonyStatus } from './status.ts'

let federation: Federation
let roots: readonly Signer[]

beforeAll(async () => {
  federation = await foundWithHolders()
  roots = federation.input.rootKeys
})

const root = (index: number): Signer => orFail(roots[index])

const refused = (work: Promise<unknown>, rule: RuleName) => expect(work).rejects.toMatchObject({ params: { rule } })

const yemen = (change: Partial<Extract<CeremonyRequest, { kind: 'admit' }>> = {}): CeremonyRequest => ({
  kind: 'admit',
  state: { code: 'YE', name: { ar: 'اليمن', en: 'Yemen' }, stage: 'trial' },
  key: newSigner(),
  opsKey: newSigner(),
  ...change,
})

/** A proposal that somebody changed after it was made. */
const forged = (bytes: Uint8Array, change: (proposal: Proposal) => Partial<Proposal>): Uint8Array => {
  const proposal = structuredClone(decodeProposal(bytes))
  return encodeProposal({ ...proposal, ...change(proposal) })
}

const onlyFiles = (bytes: Uint8Array, keep: (role: string) => boolean): Uint8Array =>
  forged(bytes, ({ files }) => ({ files: files.filter(({ role }) => keep(role)) }))

const firstFile = (bytes: Uint8Array, change: (file: Proposal['files'][number]) => object): Uint8Array =>
  forged(bytes, ({ files: [first, ...rest] }) => ({ files: [{ ...orFail(first), ...change(orFail(first)) }, ...rest] }))

/** The same with the bytes of one file to sign changed as an object. */
const forgedFile = (bytes: Uint8Array, role: string, change: (signed: Record<string, never>) => void): Uint8Array =>
  forged(bytes, ({ files }) => {
    const file = orFail(files.find((candidate) => candidate.role === role))
    const signed = JSON.parse(file.signed)
    change(signed)
    Object.assign(file, { signed: JSON.stringify(signed) })
    return { files }
  })

describe('what cannot be proposed', () => {
  const p256 = holderOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
  const olderName = { ...p256.publicKey, keytype: 'ecdsa-sha2-nistp256' }
  const twin = { keyId: keyIdOf(olderName), publicKey: olderName }
  const add = (key: typeof p256, holder: string | null = null) => ({ key, holder })

  test.each<[string, () => CeremonyRequest, RuleName]>([
    [
      'one public key under two ids',
      () => ({ kind: 'rotate-root', add: [add(p256), add(twin)], remove: [], threshold: 5 }),
      'duplicate-key',
    ],
    ['a key of the root as that of a state', () => yemen({ key: root(0) }), 'duplicate-key'],
    ['a key of one state for another', () => yemen({ key: orFail(federation.input.stateKeys.KW) }), 'duplicate-key'],
    [
      'one key for both roles of a state',
      () => {
        const key = newSigner()
        return yemen({ key, opsKey: key })
      },
      'duplicate-key',
    ],
    [
      'one key for snapshot and timestamp',
      () => {
        const key = newSigner()
        return { kind: 'rotate-online', online: { snapshot: [key], timestamp: [key] } }
      },
      'duplicate-key',
    ],
    [
      'a root key as online key',
      () => ({ kind: 'rotate-online', online: { snapshot: [root(2)], timestamp: [newSigner()] } }),
      'duplicate-key',
    ],
    [
      'two root keys in one hand',
      () => ({ kind: 'rotate-root', add: [add(newSigner(), 'KW')], remove: [] }),
      'holder-twice',
    ],
    [
      'a threshold without a majority',
      () => ({ kind: 'rotate-root', add: [], remove: [], threshold: 3 }),
      'threshold-low',
    ],
    [
      'a threshold that nobody can meet',
      () => ({ kind: 'rotate-root', add: [], remove: [], threshold: 7 }),
      'threshold-high',
    ],
    [
      'a name that looks like that of another state',
      () => yemen({ state: { code: 'YE', name: { ar: 'الكُوَيْت', en: 'Yemen' }, stage: 'trial' } }),
      'look-alike',
    ],
    [
      'the same by an invisible character',
      () => yemen({ state: { code: 'YE', name: { ar: 'اليمن', en: 'Sau\u200bdi Arabia' }, stage: 'trial' } }),
      'bytes',
    ],
    [
      'the same by spaces and hyphens',
      () => yemen({ state: { code: 'YE', name: { ar: 'اليمن', en: 'Saudi-arabia' }, stage: 'trial' } }),
      'look-alike',
    ],
    [
      'letters of another script',
      () => yemen({ state: { code: 'YE', name: { ar: 'اليمن', en: 'Qаtar' }, stage: 'trial' } }),
      'name-letters',
    ],
    [
      'a state that is in already',
      () => yemen({ state: { code: 'AE', name: { ar: 'أ', en: 'A' }, stage: 'trial' } }),
      'state-exists',
    ],
    ['a state that is not in', () => ({ kind: 'stage', state: 'YE', stage: 'live' }), 'unknown-state'],
    ['the stage that it has', () => ({ kind: 'stage', state: 'AE', stage: 'candidate' }), 'nothing'],
    ['the same online keys', () => ({ kind: 'rotate-online', online: onlineNow() }), 'nothing'],
    ['a root that changes nothing', () => ({ kind: 'rotate-root', add: [], remove: [] }), 'nothing'],
    [
      'a root key that is none',
      () => ({ kind: 'rotate-root', add: [], remove: [newSigner().keyId], threshold: 4 }),
      'unknown-key',
    ],
    ['a life beyond all measure', () => ({ kind: 'extend', top: ['targets'], days: 401 }), 'expiry'],
    ['a life that is over', () => ({ kind: 'extend', state: 'KW', days: 0 }), 'expiry'],
    [
      'a document in which a state writes about another',
      () => {
        const ca = makeCa('YE member CA', NOW - DAY)
        return yemen({ contents: { trust: trustOf('YE', ca), registry: registryOf('OM', ca) } })
      },
      'document',
    ],
    [
      'a document with look-alike members',
      () => {
        const ca = makeCa('YE member CA', NOW - DAY)
        const registry = registryOf('YE', ca)
        const members = [...registry.members, { ...orFail(registry.members[0]), id: 'YE/GOV/EG0V' }]
        return yemen({ contents: { trust: trustOf('YE', ca), registry: { ...registry, members } } })
      },
      'document',
    ],
  ])('%s', async (_what, request, rule) => {
    await refused(propose(federation, request()), rule)
  })

  test('an act without the number of a decision', async () => {
    await refused(
      propose(federation, { kind: 'stage', state: 'AE', stage: 'trial' }, { decision: '  ' }),
      'no-decision',
    )
  })

  test.each([
    ['too long', 'x'.repeat(65)],
    ['that reads otherwise than it is stored', 'GCC/2026/\u202e21'],
    ['that ends a line', '12/2026\n'],
  ])('an act with a decision %s', async (_what, decision) => {
    await refused(propose(federation, { kind: 'stage', state: 'AE', stage: 'trial' }, { decision }), 'decision-form')
  })

  test('a threshold above the majority is kept too', async () => {
    const rootKeys = Array.from({ length: 6 }, newSigner)
    const strict = await found({ rootKeys, threshold: 5 })
    await refused(propose(strict, { kind: 'rotate-root', add: [], remove: [], threshold: 4 }), 'threshold-lowered')
    const leaving = { kind: 'rotate-root', add: [], remove: [orFail(rootKeys[0]).keyId], threshold: 4 } as const
    await expect(propose(strict, leaving)).resolves.toBeInstanceOf(Uint8Array)
  })

  const onlineNow = () => {
    const { snapshot, timestamp } = federation.input.onlineKeys
    return { snapshot: [snapshot], timestamp: [timestamp] }
  }
})

describe('what an officer refuses to sign', () => {
  const STAGE = { kind: 'stage', state: 'AE', stage: 'live' } as const
  const rotation = (): CeremonyRequest => ({
    kind: 'rotate-root',
    add: [{ key: newSigner(), holder: 'KW' }],
    remove: [root(0).keyId],
  })

  test.each<[string, () => CeremonyRequest, (bytes: Uint8Array) => Uint8Array, RuleName]>([
    ['a file cut short', () => STAGE, (bytes) => bytes.subarray(0, -2), 'not-a-proposal'],
    [
      'a root that drops a signer without the targets signed anew',
      rotation,
      (bytes) => onlyFiles(bytes, (role) => role === 'root'),
      'targets-not-signed',
    ],
    [
      'new keys of a state without its documents signed by them',
      () => ({ kind: 'rotate-state', state: 'KW', key: newSigner() }),
      (bytes) => onlyFiles(bytes, (role) => role !== 'state-kw'),
      'dark',
    ],
    [
      'more than the kind of act may do',
      () => STAGE,
      (bytes) => forged(bytes, () => ({ kind: 'extend' })),
      'outside-kind',
    ],
    [
      'another state than the one that it names',
      () => STAGE,
      (bytes) => forged(bytes, () => ({ about: ['BH'] })),
      'outside-kind',
    ],
    [
      'another decision than the one in the log of acts',
      () => STAGE,
      (bytes) => forged(bytes, () => ({ decision: '8/2026' })),
      'act',
    ],
    [
      'fewer signatures than the directory demands',
      () => STAGE,
      (bytes) => firstFile(bytes, ({ needs }) => ({ needs: needs.map((need) => ({ ...need, threshold: 1 })) })),
      'needs',
    ],
    [
      'a need taken away: the one without the applicant',
      () => STAGE,
      (bytes) => firstFile(bytes, ({ needs }) => ({ needs: needs.slice(0, 1) })),
      'needs',
    ],
    [
      'a version that does not follow',
      rotation,
      (bytes) =>
        forgedFile(
          firstFile(bytes, () => ({ version: 3 })),
          'root',
          (signed) => void Object.assign(signed, { version: 3 }),
        ),
      'version',
    ],
    [
      'bytes that say another version than the list',
      rotation,
      (bytes) => forgedFile(bytes, 'root', (signed) => void Object.assign(signed, { version: 3 })),
      'bytes',
    ],
    [
      'a directory that does not verify as the start',
      () => STAGE,
      (bytes) =>
        forged(bytes, ({ base }) => {
          const start = orFail(base ?? undefined)
          return { base: { ...start, targets: start.targets.replace(/"sig":"(..)/, '"sig":"00') } }
        }),
      'base',
    ],
    [
      'a document exchanged for another',
      () => STAGE,
      (bytes) =>
        forged(bytes, ({ documents }) => ({
          documents: Object.fromEntries(
            Object.entries(documents).map(([name, text]) => [name, text.replace('"live"', '"trial"')]),
          ),
        })),
      'bytes',
    ],
  ])('%s', async (_what, request, change, rule) => {
    const bytes = change(await propose(federation, request()))
    await refused(signCeremony(bytes, root(1), { now: NOW + 2 * HOUR }), rule)
  })

  test('a proposal of another federation than the one whose root is known', async () => {
    const bytes = await propose(await foundWithHolders(), STAGE)
    const options = { now: NOW + 2 * HOUR, trustedRoot: federation.trustedRoot }
    await refused(signCeremony(bytes, root(1), options), 'other-root')
  })

  test('a proposal whose digest is not the one that was told', async () => {
    const bytes = await propose(federation, STAGE)
    const { digest } = readProposal(bytes)
    expect(readProposal(bytes, { told: digest.slice(0, 16) }).digest).toBe(digest)
    for (const told of ['', digest.slice(0, 11), `${digest.slice(0, 15)}x`]) {
      expect(() => readProposal(bytes, { told })).toThrow(expect.objectContaining({ code: 'CEREMONY_INVALID' }))
    }
  })

  test('a proposal that is over', async () => {
    const bytes = await propose(federation, STAGE, { validMs: DAY })
    await refused(signCeremony(bytes, root(1), { now: NOW + HOUR + DAY }), 'expired')
    const signed = await signAll(bytes, roots)
    await refused(
      publish(federation.repository, bytes, signed, federation.input.onlineKeys, NOW + HOUR + DAY),
      'expired',
    )
  })

  test('with a key that does not count: of nobody, or of a state for what concerns all', async () => {
    const bytes = await propose(federation, STAGE)
    for (const key of [newSigner(), orFail(federation.input.stateKeys.KW), federation.input.onlineKeys.snapshot]) {
      await refused(signCeremony(bytes, key, { now: NOW + 2 * HOUR }), 'key-not-needed')
    }
  })
})

describe('what cannot be published', () => {
  const STAGE = { kind: 'stage', state: 'AE', stage: 'live' } as const
  const publishedBy = (proposal: Uint8Array, signatures: Awaited<ReturnType<typeof signAll>>) =>
    publish(memoryRepository(new Map(federation.files)), proposal, signatures, federation.input.onlineKeys)

  test('one person who signs twice', async () => {
    const proposal = await propose(federation, STAGE)
    const signed = await signAll(proposal, [root(0), root(1), root(2), root(2)])
    const twice = signed.map((file, index) => ({ ...file, name: `${index}.json` }))
    await refused(publishedBy(proposal, twice), 'signature-twice')
    const { complete, problems } = ceremonyStatus(proposal, twice)
    expect(complete).toBe(false)
    expect(problems.map(({ name, error }) => [name, error.params.rule])).toEqual([['3.json', 'signature-twice']])
  })

  test('bytes that were changed after they were signed', async () => {
    const proposal = await propose(federation, STAGE)
    const signed = await signAll(proposal, [root(0), root(1), root(2), root(4)])
    const later = forged(proposal, ({ expires }) => ({ expires: expires + 1 }))
    await refused(publishedBy(later, signed), 'other-proposal')
    const moved = signed.map((file) =>
      edited(file, (content) => Object.assign(content, { proposal: readProposal(later).digest })),
    )
    await expect(publishedBy(later, moved)).resolves.toMatchObject({ already: false })
    const other = await propose(federation, { ...STAGE, stage: 'trial' })
    const transplanted = signed.map((file) =>
      edited(file, (content) => Object.assign(content, { proposal: readProposal(other).digest })),
    )
    await refused(publishedBy(other, transplanted), 'signature-wrong')
  })

  test('a signature by a key that does not count, or of another key', async () => {
    const proposal = await propose(federation, STAGE)
    const signed = await signAll(proposal, [root(0), root(1), root(2), root(4)])
    const stranger = signed.map((file, index) =>
      index === 0 ? edited(file, (content) => Object.assign(content, { keyid: newSigner().keyId })) : file,
    )
    await refused(publishedBy(proposal, stranger), 'key-not-needed')
    const borrowed = signed.map((file, index) =>
      index === 0 ? edited(file, (content) => Object.assign(content, { keyid: root(5).keyId })) : file,
    )
    await refused(publishedBy(proposal, borrowed), 'signature-wrong')
  })

  test('a ceremony that is half finished; who is missing is named', async () => {
    const proposal = await propose(federation, { kind: 'rotate-state', state: 'KW', key: newSigner() })
    const signed = await signAll(proposal, roots.slice(0, 4))
    await expect(publishedBy(proposal, signed)).rejects.toMatchObject({
      params: { rule: 'signature-missing', place: 'state-kw', signed: '0', threshold: '1' },
    })
    const { files, complete } = ceremonyStatus(proposal, signed)
    expect(complete).toBe(false)
    expect(files.map(({ role, complete }) => [role, complete])).toEqual([
      ['targets', true],
      ['state-kw', false],
    ])
  })

  test('the applicant who signs for himself, also where nobody says whose root key is his', async () => {
    const proposal = await propose(federation, STAGE)
    await refused(publishedBy(proposal, await signAll(proposal, [0, 1, 2, 3].map(root))), 'signature-missing')
    const unlabelled = await found()
    const keys = unlabelled.input.rootKeys
    const same = await propose(unlabelled, STAGE)
    const online = unlabelled.input.onlineKeys
    const four = await signAll(same, keys.slice(0, 4))
    await refused(publish(unlabelled.repository, same, four, online), 'signature-missing')
    const five = await signAll(same, keys.slice(0, 5))
    await expect(publish(unlabelled.repository, same, five, online)).resolves.toMatchObject({ already: false })
  })

  test('a proposal against a version that is no more the newest', async () => {
    const own = await foundWithHolders()
    const keys = own.input.rootKeys
    const late = await propose(own, STAGE)
    const lateRoot = await propose(own, { kind: 'extend', top: ['root'], days: 300 })
    const first = await propose(own, { kind: 'extend', top: ['root', 'targets'], days: 80 })
    await publish(own.repository, first, await signAll(first, keys.slice(0, 4)), own.input.onlineKeys)
    await refused(publish(own.repository, late, await signAll(late, keys), own.input.onlineKeys), 'root-moved')
    await refused(publish(own.repository, lateRoot, await signAll(lateRoot, keys), own.input.onlineKeys), 'root-moved')
    const two = [await propose(own, STAGE), await propose(own, { kind: 'stage', state: 'BH', stage: 'trial' })] as const
    await publish(own.repository, two[0], await signAll(two[0], keys), own.input.onlineKeys)
    await refused(publish(own.repository, two[1], await signAll(two[1], keys), own.input.onlineKeys), 'role-moved')
  })

  test('online keys that the root does not list', async () => {
    const proposal = await propose(federation, STAGE)
    const signed = await signAll(proposal, roots)
    const online = { ...federation.input.onlineKeys, snapshot: newSigner() }
    await refused(publish(federation.repository, proposal, signed, online), 'online-keys')
  })

  test('a version over a snapshot that lost an entry; new online keys put it back', async () => {
    const own = await foundWithHolders()
    const keys = own.input.rootKeys
    const { snapshot, timestamp } = own.input.onlineKeys
    await forget(own, 'state-om.json', NOW + HOUR)
    const stage = await propose(own, STAGE)
    await refused(publish(own.repository, stage, await signAll(stage, keys), { snapshot, timestamp }), 'snapshot-entry')
    const fresh = { snapshot: newSigner(), timestamp: newSigner() }
    const request = {
      kind: 'rotate-online',
      online: { snapshot: [fresh.snapshot], timestamp: [fresh.timestamp] },
    } as const
    const repair = await propose(own, request)
    await publish(own.repository, repair, await signAll(repair, keys), fresh)
    const newest = Math.max(...[...own.files.keys()].map((name) => Number(/(\d+)\.snapshot/.exec(name)?.[1] ?? 0)))
    expect(Object.keys(signedOf(own.files, `metadata/${newest}.snapshot.json`).meta as object)).toContain(
      'state-om.json',
    )
  })

  test('a second federation over the first', async () => {
    const other = await foundWithHolders()
    const ofStates = () => Object.fromEntries(CODES.map((code) => [code, newSigner()]))
    const plan = {
      federation: 'gcc',
      states: [{ code: 'KW', name: { ar: 'الكويت', en: 'Kuwait' }, stage: 'live' as const }],
      rootKeys: [newSigner()],
      threshold: 1,
      stateKeys: ofStates(),
      opsKeys: ofStates(),
      online: { snapshot: [newSigner()], timestamp: [newSigner()] },
    }
    const online = { snapshot: orFail(plan.online.snapshot[0]), timestamp: orFail(plan.online.timestamp[0]) }
    const proposal = await propose(other, { kind: 'found', plan })
    const signers = [...plan.rootKeys, orFail(plan.stateKeys.KW), orFail(plan.opsKeys.KW)]
    await refused(publish(other.repository, proposal, await signAll(proposal, signers), online), 'founded-already')
  })
})

test('files that nobody could have written do not crash', () => {
  for (const bytes of ['', '{}', '[]', 'null', '{"format":"rabt-ceremony/1"}', '\u0000'].map((text) =>
    Buffer.from(text),
  )) {
    expect(() => readProposal(bytes)).toThrow(expect.objectContaining({ code: 'CEREMONY_INVALID' }))
  }
})
