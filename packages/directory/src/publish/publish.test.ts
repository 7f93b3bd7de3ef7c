import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withCode } from '../../test/code.ts'
import { DAY, type Federation, found, HOUR, NOW, newSigner } from '../../test/federation.ts'
import { documentOf, signedOf, snapshotVersion } from '../../test/forge.ts'
import type { RegistryContent } from '../document/registry.ts'
import type { TrustContent } from '../document/trust.ts'
import { readPublished } from './published.ts'
import { directoryRepository, memoryRepository, type Repository } from './repository.ts'
import type { Signer } from './signer.ts'
import { refreshTimestamp, updateDocument, updateFederation, updateRoot } from './update.ts'

const actOf = ({ repository, input }: Federation, now = NOW + HOUR) => ({
  repository,
  onlineKeys: input.onlineKeys,
  now,
})

const kuwait = ({ trust, registry, input }: Federation) => {
  const parts = { trust: trust.KW, registry: registry.KW, state: input.stateKeys.KW, ops: input.opsKeys.KW }
  return parts as { trust: TrustContent; registry: RegistryContent; state: Signer; ops: Signer }
}

test('all files of a founding bear version 1, under consistent names', async () => {
  const { files } = await found()
  const metadata = [...files.keys()].filter((name) => name.startsWith('metadata/'))
  expect(metadata).toHaveLength(1 + 12 + 1 + 1 + 1 + 1)
  expect(metadata).toContain('metadata/1.state-kw-ops.json')
  expect(metadata).toContain('metadata/1.org-gcc.json')
  expect([...files.keys()].some((name) => /^targets\/kw\/[0-9a-f]{64}\.trust\.json$/.test(name))).toBe(true)
})

test('the same act gives the same bytes', async () => {
  const first = await found()
  const again = await found(first.input)
  expect([...again.files]).toEqual([...first.files])
})

test('a founding that fewer than four states sign is refused', async () => {
  const rootKeys = Array.from({ length: 6 }, newSigner)
  await expect(found({ rootKeys, rootSigners: rootKeys.slice(0, 3) })).rejects.toEqual(
    withCode('DIRECTORY_INVALID', '3 of 4'),
  )
  const four = await found({ rootKeys, rootSigners: rootKeys.slice(0, 4) })
  expect(four.files.size).toBeGreaterThan(0)
})

test('a key given twice is refused: two root keys, two states, online and root, state and ops', async () => {
  const key = newSigner()
  const { input } = await found()
  const [, ...others] = input.rootKeys
  const { stateKeys, onlineKeys } = input
  for (const change of [
    { rootKeys: [key, key, ...others.slice(1)] },
    { onlineKeys: { snapshot: key, timestamp: key } },
    { rootKeys: [key, ...others], onlineKeys: { ...onlineKeys, snapshot: key } },
    { stateKeys: { ...stateKeys, KW: key, SA: key } },
    { stateKeys: { ...stateKeys, KW: key }, opsKeys: { ...input.opsKeys, KW: key } },
    { rootKeys: [key, ...others], stateKeys: { ...stateKeys, KW: key } },
  ]) {
    await expect(found({ ...input, ...change })).rejects.toEqual(withCode('DIRECTORY_INVALID'))
  }
})

test('a key id that is not the digest of its key is refused', async () => {
  const { input } = await found()
  const [first, ...others] = input.rootKeys
  if (first === undefined) throw new Error('the fixture has root keys')
  const rootKeys = [{ ...first, keyId: '0'.repeat(64) }, ...others]
  await expect(found({ ...input, rootKeys })).rejects.toEqual(withCode('DIRECTORY_INVALID', 'digest'))
})

test('a new document raises its own version, its role, snapshot and timestamp, and old files stay', async () => {
  const federation = await found()
  const { registry, ops } = kuwait(federation)
  const before = new Map(federation.files)
  const content = { ...registry, services: [] }
  const published = await updateDocument({ ...actOf(federation), state: 'KW', kind: 'registry', content, signer: ops })
  expect([...published.keys()].filter((name) => name.startsWith('metadata/'))).toEqual([
    'metadata/2.state-kw-ops.json',
    'metadata/2.snapshot.json',
    'metadata/timestamp.json',
  ])
  expect(documentOf(federation, 'KW', 'registry', 2).document).toMatchObject({ version: 2, issued: NOW + HOUR })
  for (const [name, bytes] of before) {
    if (name !== 'metadata/timestamp.json') expect(federation.files.get(name)).toBe(bytes)
  }
})

test('what clients would leave out is not published, and nothing is written', async () => {
  const federation = await found()
  const { registry, trust, ops, state } = kuwait(federation)
  const before = new Map(federation.files)
  const [gateway] = trust.gateways
  const saudi = federation.trust.SA?.gateways[0]
  if (gateway === undefined || saudi === undefined) throw new Error('the fixture has gateways')
  const foreign = { ...registry, members: [...registry.members, { ...registry.members[0], id: 'SA/GOV/X' }] }
  for (const [kind, content, signer, reason] of [
    ['registry', foreign, ops, 'is not of KW'],
    ['registry', registry, state, ''],
    ['trust', trust, ops, ''],
    ['registry', { ...registry, gateways: [] }, ops, ''],
    ['trust', { ...trust, gateways: [{ ...gateway, keys: saudi.keys }] }, state, 'the same public key'],
    ['trust', { ...trust, cas: [] }, state, 'no CA of the state issued it'],
  ] as const) {
    const update = { ...actOf(federation), state: 'KW', kind, content: content as RegistryContent, signer }
    await expect(updateDocument(update)).rejects.toEqual(withCode('DIRECTORY_INVALID', reason))
  }
  expect([...federation.files]).toEqual([...before])
})

test('a document made of one that is no longer in place is refused, and nothing is written', async () => {
  const federation = await found()
  const { registry, ops } = kuwait(federation)
  const update = { ...actOf(federation), state: 'KW', kind: 'registry' as const, signer: ops }
  const base = (await readPublished(federation.repository, 'KW', 'registry'))?.digest
  await updateDocument({ ...update, content: { ...registry, services: [] }, base })
  const before = new Map(federation.files)
  for (const stale of [base, null]) {
    await expect(updateDocument({ ...update, content: registry, base: stale })).rejects.toEqual(withCode('CONFLICT'))
  }
  expect([...federation.files]).toEqual([...before])
  const agreements = { state: 'KW', kind: 'agreements' as const, content: { texts: [], positions: [] } }
  await updateDocument({ ...update, ...agreements, base: null })
  expect(await readPublished(federation.repository, 'KW', 'agreements')).toMatchObject({ version: 1 })
})

test('the timestamp is written last', async () => {
  const federation = await found()
  const { registry, ops } = kuwait(federation)
  const written: string[] = []
  const repository: Repository = {
    ...federation.repository,
    write: async (name, bytes) => {
      written.push(name)
      await federation.repository.write(name, bytes)
    },
  }
  await updateDocument({
    ...actOf(federation),
    repository,
    state: 'KW',
    kind: 'registry',
    content: registry,
    signer: ops,
  })
  expect(written.at(-1)).toBe('metadata/timestamp.json')
  expect(written).toHaveLength(4)
})

test('what a crash left behind is never written over', async () => {
  const federation = await found()
  const { registry, ops } = kuwait(federation)
  const orphan = Buffer.from('left behind')
  federation.files.set('metadata/2.snapshot.json', orphan)
  federation.files.set('metadata/7.state-kw-ops.json', orphan)
  await updateDocument({ ...actOf(federation), state: 'KW', kind: 'registry', content: registry, signer: ops })
  expect(federation.files.get('metadata/2.snapshot.json')).toBe(orphan)
  expect(federation.files.get('metadata/7.state-kw-ops.json')).toBe(orphan)
  expect(snapshotVersion(federation.files)).toBe(3)
  expect(federation.files.has('metadata/8.state-kw-ops.json')).toBe(true)
})

test('a withdrawn state keeps its entries in the snapshot', async () => {
  const federation = await found()
  const { rootKeys } = federation.input
  await updateFederation({ ...actOf(federation), rootSigners: rootKeys.slice(2), withdraw: ['QA'] })
  const meta = Object.keys(signedOf(federation.files, 'metadata/2.snapshot.json').meta as object)
  expect(meta).toContain('state-qa.json')
  expect(meta).toContain('state-qa-ops.json')
})

test('a change of the federation needs four states', async () => {
  const federation = await found()
  const rootSigners = federation.input.rootKeys.slice(0, 3)
  await expect(updateFederation({ ...actOf(federation), rootSigners, withdraw: ['QA'] })).rejects.toEqual(
    withCode('DIRECTORY_INVALID', '3 of 4'),
  )
})

test('a state joins: its stage with the decision, and its first documents', async () => {
  const federation = await found()
  const { states, rootKeys, stateKeys } = federation.input
  const joined = states.map(({ code, name, stage }) =>
    code === 'AE' ? { code, name, stage: 'live' as const, decision: '7/2017' } : { code, name, stage },
  )
  await updateFederation({ ...actOf(federation), rootSigners: rootKeys.slice(0, 4), states: joined })
  const content = { cas: [], gateways: [], ocsp: [], tsa: [] }
  const signer = stateKeys.AE as Signer
  await updateDocument({ ...actOf(federation), state: 'AE', kind: 'trust', content, signer })
  expect(snapshotVersion(federation.files)).toBe(3)
})

test('replacing a root key needs a threshold of the old keys too', async () => {
  const federation = await found()
  const strangers = Array.from({ length: 4 }, newSigner)
  const few = [...strangers, ...federation.input.rootKeys.slice(0, 3)]
  await expect(updateRoot({ ...actOf(federation), rootKeys: strangers, threshold: 4, signers: few })).rejects.toEqual(
    withCode('DIRECTORY_INVALID', '3 of 4'),
  )
  expect(federation.files.has('metadata/2.root.json')).toBe(false)
})

test('the hourly timestamp changes nothing else until half of the snapshot life is over', async () => {
  const federation = await found()
  const hourly = await refreshTimestamp(actOf(federation))
  expect([...hourly.keys()]).toEqual(['metadata/timestamp.json'])
  expect(signedOf(federation.files, 'metadata/timestamp.json').version).toBe(2)
  const later = await refreshTimestamp(actOf(federation, NOW + 4 * DAY))
  expect([...later.keys()]).toEqual(['metadata/2.snapshot.json', 'metadata/timestamp.json'])
})

test('expired roles do not stop a renewal', async () => {
  const federation = await found()
  const { registry, ops } = kuwait(federation)
  const now = NOW + 400 * DAY
  await updateDocument({ ...actOf(federation, now), state: 'KW', kind: 'registry', content: registry, signer: ops })
  expect(snapshotVersion(federation.files)).toBe(2)
})

test('a directory of the file system holds the same repository, and nothing outside it', async () => {
  const { files } = await found()
  const home = await mkdtemp(join(tmpdir(), 'rabt-repository-'))
  try {
    const repository = directoryRepository(join(home, 'repository'))
    expect(await repository.list()).toEqual([])
    for (const [name, bytes] of files) await repository.write(name, bytes)
    expect([...(await repository.list())].sort()).toEqual([...files.keys()].sort())
    const read = await repository.read('metadata/1.root.json')
    expect(Buffer.compare(read ?? new Uint8Array(), files.get('metadata/1.root.json') as Uint8Array)).toBe(0)
    expect(await repository.read('metadata/9.root.json')).toBeNull()
    for (const name of ['../secret', 'metadata/../../secret', '/etc/passwd', 'metadata/.hidden', 'metadata']) {
      expect(await repository.read(name)).toBeNull()
    }
    const left = await readdir(join(home, 'repository', 'metadata'))
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([])
  } finally {
    await rm(home, { recursive: true })
  }
})

test('an empty repository says that nothing is there', async () => {
  const { input } = await found()
  const act = { repository: memoryRepository(), onlineKeys: input.onlineKeys, now: NOW }
  await expect(refreshTimestamp(act)).rejects.toEqual(withCode('DIRECTORY_UNREACHABLE'))
})
