import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeCa } from '../../test/certificate-maker.ts'
import { bench, unreachable } from '../../test/client.ts'
import { withCode } from '../../test/code.ts'
import {
  DAY,
  type Federation,
  fetchOf,
  found,
  HOUR,
  NOW,
  newSigner,
  registryOf,
  trustOf,
} from '../../test/federation.ts'
import { documentOf, publishAnyway, publishRole, publishTargets, signedOf } from '../../test/forge.ts'
import type { Json } from '../codec/canonical-json.ts'
import { sha256Hex } from '../codec/digest.ts'
import { keyIdOf } from '../metadata/key.ts'
import { metadataName } from '../metadata/names.ts'
import { type Change, draftChange } from '../publish/change.ts'
import { baseOf, readCurrent } from '../publish/current.ts'
import { issueDocument } from '../publish/documents.ts'
import { signDraft } from '../publish/draft.ts'
import { publishVersion } from '../publish/finish.ts'
import { DEFAULT_EXPIRIES, metaOf, placeDocument } from '../publish/plan.ts'
import { type Signer, signMetadata } from '../publish/signer.ts'
import { refreshTimestamp, updateDocument, updateFederation, updateRoot } from '../publish/update.ts'
import type { DirectoryMode } from './mode.ts'

// The life cycle of docs/spec/directory.md §10, row by row.

const at = bench()

const ALL = ['KW/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1']
const WITHOUT_KUWAIT = ALL.slice(1)

const actOf = ({ repository, input }: Federation, now = NOW + HOUR) => ({
  repository,
  onlineKeys: input.onlineKeys,
  now,
})

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the fixture has this')
  return value
}

const gatewaysOf = async (federation: Federation, home = at.home()): Promise<readonly string[]> => {
  const view = await (await at.open(federation, { home })).refresh()
  return [...view.gateways.keys()]
}

/** With a client that has seen the founding, and by a fresh one. */
const bothSee = async (federation: Federation, expected: readonly string[]): Promise<void> => {
  expect(await gatewaysOf(federation)).toEqual(expected)
  expect(await gatewaysOf(federation, join(at.home(), 'fresh'))).toEqual(expected)
}

type Roles = { name: string; keyids: string[]; threshold: number }[]
type Tree = Record<string, Json>

/** Changes how a role is delegated, signed by four of the six states. */
const redelegate = (federation: Federation, name: string, change: (role: Roles[number]) => void, keys: Tree = {}) =>
  publishTargets(
    federation,
    (signed) => {
      const { roles, keys: listed } = signed.delegations as unknown as { roles: Roles; keys: Tree }
      change(known(roles.find((role) => role.name === name)))
      Object.assign(listed, keys)
    },
    federation.input.rootKeys.slice(0, 4),
    NOW,
  )

describe('7th party by 4 of 6', () => {
  test('is accepted, also by who knew six', async () => {
    const federation = await found()
    expect(await gatewaysOf(federation)).toEqual(ALL)
    const [state, ops] = [newSigner(), newSigner()]
    const { input, repository } = federation
    const seventh = { code: 'JO', name: { ar: 'الأردن', en: 'Jordan' }, stage: 'live' as const }
    const ca = makeCa('JO member CA', NOW - DAY)
    const now = NOW + HOUR
    const trust = placeDocument('jo/trust.json', issueDocument('trust', 'JO', trustOf('JO', ca), 1, now))
    const registry = placeDocument('jo/registry.json', issueDocument('registry', 'JO', registryOf('JO', ca), 1, now))
    const current = await readCurrent(repository)
    const change: Change = {
      states: [...input.states.map(({ code, name, stage }) => ({ code, name, stage })), seventh],
      delegate: { JO: { state, ops } },
      roles: {
        'state-jo': { 'jo/trust.json': trust.target },
        'state-jo-ops': { 'jo/registry.json': registry.target },
      },
      documents: new Map([trust, registry].map(({ name, bytes }) => [name, bytes])),
    }
    const draft = draftChange(await baseOf(repository, current), change, now, DEFAULT_EXPIRIES)
    const signed = await signDraft(draft, [...input.rootKeys.slice(0, 4), state, ops])
    await publishVersion(actOf(federation), current, draft, signed)
    await bothSee(federation, [...ALL, 'JO/GOV/EGOV/gw1'])
  })

  test('is refused when three signed it', async () => {
    const federation = await found()
    const act = { ...actOf(federation), rootSigners: federation.input.rootKeys.slice(0, 3), withdraw: ['KW'] }
    await expect(updateFederation(act)).rejects.toEqual(withCode('DIRECTORY_INVALID', 'signed by 3 of 4'))
  })
})

describe('state key rotation', () => {
  test('in one act with its documents never leaves the state dark', async () => {
    const federation = await found()
    expect(await gatewaysOf(federation)).toEqual(ALL)
    const next = newSigner()
    await redelegate(federation, 'state-kw', (role) => Object.assign(role, { keyids: [next.keyId] }), {
      [next.keyId]: next.publicKey as unknown as Json,
    })
    const { document } = documentOf(federation, 'KW', 'trust')
    await publishRole(federation, 'state-kw', { 'kw/trust.json': document }, next, NOW)
    await bothSee(federation, ALL)
  })
})

describe('overlap (two keys, threshold 1)', () => {
  test('lets either key sign, one at a time', async () => {
    const federation = await found()
    expect(await gatewaysOf(federation)).toEqual(ALL)
    const next = newSigner()
    await redelegate(federation, 'state-kw', (role) => role.keyids.push(next.keyId), {
      [next.keyId]: next.publicKey as unknown as Json,
    })
    await bothSee(federation, ALL)
    const { document } = documentOf(federation, 'KW', 'trust')
    await publishRole(federation, 'state-kw', { 'kw/trust.json': document }, next, NOW)
    await bothSee(federation, ALL)
  })
})

describe('state key replaced but its metadata not re-signed', () => {
  test('that state goes dark until it signs, and no other', async () => {
    const federation = await found()
    expect(await gatewaysOf(federation)).toEqual(ALL)
    const [state, ops] = [newSigner(), known(federation.input.opsKeys.KW)]
    const rootSigners = federation.input.rootKeys.slice(0, 4)
    await redelegate(federation, 'state-kw', (role) => Object.assign(role, { keyids: [state.keyId] }), {
      [state.keyId]: state.publicKey as unknown as Json,
    })
    await bothSee(federation, WITHOUT_KUWAIT)
    const { document } = documentOf(federation, 'KW', 'trust')
    await publishRole(federation, 'state-kw', { 'kw/trust.json': document }, state, NOW)
    await bothSee(federation, ALL)
    // Our own publishing does not get into that state: what clients would leave out is not written.
    const act = { ...actOf(federation, NOW + 2 * HOUR), rootSigners, delegate: { SA: { state: newSigner(), ops } } }
    await expect(updateFederation(act)).rejects.toEqual(withCode('DIRECTORY_INVALID'))
  })
})

describe('revoked state: delegation removed, snapshot entry kept', () => {
  test('is not found; the others stay', async () => {
    const federation = await found()
    expect(await gatewaysOf(federation)).toEqual(ALL)
    const rootSigners = federation.input.rootKeys.slice(0, 4)
    await updateFederation({ ...actOf(federation), rootSigners, withdraw: ['KW'] })
    const { meta } = signedOf(federation.files, 'metadata/2.snapshot.json') as { meta: Tree }
    expect(Object.keys(meta)).toEqual(expect.arrayContaining(['state-kw.json', 'state-kw-ops.json']))
    await bothSee(federation, WITHOUT_KUWAIT)
  })
})

describe('revoked state: snapshot entry removed too', () => {
  test('stops every client that knew it, so our publishing never does it', async () => {
    const federation = await found()
    const client = await at.open(federation)
    await client.refresh()
    const { input, repository } = federation
    await updateFederation({ ...actOf(federation), rootSigners: input.rootKeys.slice(0, 4), withdraw: ['KW'] })
    await client.refresh()
    const signed = signedOf(federation.files, 'metadata/2.snapshot.json')
    delete (signed.meta as Tree)['state-kw.json']
    const snapshot = await signMetadata({ ...signed, version: 3 }, [input.onlineKeys.snapshot])
    const timestamp = signedOf(federation.files, 'metadata/timestamp.json')
    const named = { ...timestamp, version: 9, meta: { 'snapshot.json': metaOf(3, snapshot) as unknown as Json } }
    federation.files.set(metadataName('snapshot', 3), snapshot)
    federation.files.set('metadata/timestamp.json', await signMetadata(named, [input.onlineKeys.timestamp]))
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_ROLLBACK'))
    expect([...client.view().gateways.keys()]).toEqual(WITHOUT_KUWAIT)
    // A later act restores nothing by itself, but loses no further entry either.
    await refreshTimestamp({ repository, onlineKeys: input.onlineKeys, now: NOW + 5 * DAY })
    expect(Object.keys(signedOf(federation.files, 'metadata/4.snapshot.json').meta as Tree)).toEqual(
      Object.keys(signed.meta as Tree),
    )
  })
})

describe('root v2 with 7 keys / 5; v3 drops a signer; new online keys; fresh client walks 1->2->3', () => {
  test('is accepted, since the top-level targets are signed in the same act', async () => {
    const federation = await found()
    const { rootKeys, onlineKeys } = federation.input
    expect(await gatewaysOf(federation)).toEqual(ALL)
    const seven = [...rootKeys, newSigner()]
    await updateRoot({ ...actOf(federation), rootKeys: seven, threshold: 5, signers: seven.slice(2) })
    const next = { snapshot: newSigner(), timestamp: newSigner() }
    const six = seven.slice(1)
    const update = { ...actOf(federation, NOW + 2 * HOUR), onlineKeys: next, rootKeys: six, threshold: 5 }
    await updateRoot({ ...update, signers: six.slice(0, 5) })
    at.now = NOW + 3 * HOUR
    expect([...federation.files.keys()].filter((name) => name.endsWith('root.json'))).toHaveLength(3)
    expect([onlineKeys.snapshot.keyId, next.snapshot.keyId]).toEqual([expect.any(String), expect.any(String)])
    await bothSee(federation, ALL)
  })

  test('all would be dark if the targets were not, so the version before stays in use', async () => {
    const federation = await found()
    const client = await at.open(federation)
    await client.refresh()
    const { rootKeys } = federation.input
    const fresh = [newSigner(), newSigner()]
    const six = [...rootKeys.slice(0, 4), ...fresh]
    const signed = signedOf(federation.files, 'metadata/1.root.json')
    const role = { keyids: six.map((key) => key.keyId), threshold: 5 }
    const { snapshot, timestamp } = signed.roles as unknown as { snapshot: Json; timestamp: Json }
    const listed = Object.fromEntries(six.map((key) => [key.keyId, key.publicKey as unknown as Json]))
    const online = Object.values(federation.input.onlineKeys).map((key) => [key.keyId, key.publicKey])
    const next = {
      ...signed,
      version: 2,
      keys: { ...listed, ...Object.fromEntries(online) },
      roles: { root: role, targets: role, snapshot, timestamp },
    }
    federation.files.set('metadata/2.root.json', await signMetadata(next as unknown as Json, six))
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_INVALID'))
    expect([...client.view().gateways.keys()]).toEqual(ALL)
    await expect(gatewaysOf(federation, join(at.home(), 'fresh'))).rejects.toEqual(withCode('DIRECTORY_INVALID'))
  })
})

describe('root signed by 4 when 5 old keys are needed', () => {
  test.each([
    [4, false],
    [5, true],
  ])('%s of the old keys: accepted %s', async (count, isAccepted) => {
    const federation = await found({ threshold: 5 })
    const client = await at.open(federation)
    await client.refresh()
    const { rootKeys } = federation.input
    const root = { ...signedOf(federation.files, 'metadata/1.root.json'), version: 2 }
    federation.files.set('metadata/2.root.json', await signMetadata(root, rootKeys.slice(0, count)))
    if (isAccepted) await client.refresh()
    else await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_INVALID'))
    expect(client.view().version.number).toBe(1)
    expect((await client.archive(client.view().version))?.rootChain).toHaveLength(isAccepted ? 2 : 1)
  })

  test('5 of 7 is a threshold like any other: five sign, four do not', async () => {
    const federation = await found()
    const seven = [...federation.input.rootKeys, newSigner()]
    await updateRoot({ ...actOf(federation), rootKeys: seven, threshold: 5, signers: seven })
    const change = { ...actOf(federation, NOW + 2 * HOUR), withdraw: ['KW'] }
    await expect(updateFederation({ ...change, rootSigners: seven.slice(3) })).rejects.toEqual(
      withCode('DIRECTORY_INVALID', 'signed by 4 of 5'),
    )
    await updateFederation({ ...change, rootSigners: seven.slice(2) })
    at.now = NOW + 3 * HOUR
    expect(await gatewaysOf(federation)).toEqual(WITHOUT_KUWAIT)
  })
})

describe('role file promised but not yet uploaded', () => {
  const publishSecond = (federation: Federation) =>
    updateDocument({
      ...actOf(federation),
      state: 'KW',
      kind: 'registry',
      content: known(federation.registry.KW),
      signer: known(federation.input.opsKeys.KW),
    })

  test.each([
    ['not there', (): Uint8Array | null => null],
    ['half there', (whole: Uint8Array) => whole.subarray(0, whole.length / 2)],
  ])('only that state fails while the file is %s', async (_, half) => {
    const federation = await found()
    const client = await at.open(federation)
    await client.refresh()
    await publishSecond(federation)
    const name = 'metadata/2.state-kw-ops.json'
    const whole = known(federation.files.get(name))
    const served = half(whole)
    if (served === null) federation.files.delete(name)
    else federation.files.set(name, served)
    expect([...(await client.refresh()).gateways.keys()]).toEqual(WITHOUT_KUWAIT)
    expect(client.status().issues[0]).toMatchObject({ place: 'state-kw-ops' })
    federation.files.set(name, whole)
    expect([...(await client.refresh()).gateways.keys()]).toEqual(ALL)
  })

  test('our publishing writes the timestamp last, so that it is never promised', async () => {
    const federation = await found()
    const written: string[] = []
    const { repository } = federation
    const watched = {
      ...repository,
      write: (name: string, bytes: Uint8Array) => {
        written.push(name)
        return repository.write(name, bytes)
      },
    }
    await publishSecond({ ...federation, repository: watched })
    expect(written).toHaveLength(4)
    expect(written.at(-1)).toBe('metadata/timestamp.json')
  })
})

describe('unknown key type (ML-DSA-65) in a role', () => {
  const strange = () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const hex = publicKey.export({ type: 'spki', format: 'der' }).toString('hex')
    const key = { keytype: 'ml-dsa', scheme: 'ml-dsa-65', keyval: { public: hex } }
    return { keyId: keyIdOf(key), publicKey: key }
  }

  test('is tolerated and does not count toward the threshold', async () => {
    const federation = await found()
    const { keyId, publicKey } = strange()
    await redelegate(federation, 'state-kw', (role) => role.keyids.push(keyId), { [keyId]: publicKey })
    await bothSee(federation, ALL)
    const both = await found()
    const change = (role: Roles[number]) => Object.assign(role, { keyids: [...role.keyids, keyId], threshold: 2 })
    await redelegate(both, 'state-kw', change, { [keyId]: publicKey })
    const { document } = documentOf(both, 'KW', 'trust')
    const forged: Signer = { keyId, publicKey, sign: () => Buffer.alloc(3309) }
    const signed = signedOf(both.files, 'metadata/1.state-kw.json')
    const bytes = await signMetadata({ ...signed, version: 2 }, [known(both.input.stateKeys.KW), forged])
    both.files.set('metadata/2.state-kw.json', bytes)
    await publishAnyway(both, { 'state-kw.json': metaOf(2, bytes) }, NOW)
    expect(document.state).toBe('KW')
    at.fetch = fetchOf(both)
    expect(await gatewaysOf(both, join(at.home(), 'two'))).toEqual(WITHOUT_KUWAIT)
  })
})

describe('network off: refresh() / forceCache', () => {
  /** Hours after the directory's expiry, with the mode that the client is in. */
  const MODES: readonly (readonly [DirectoryMode, number, ErrorOfView])[] = [
    ['current', -1, null],
    ['grace', 1, null],
    ['read-only', 25, null],
    ['expired', 8 * 24, 'DIRECTORY_EXPIRED'],
  ]
  type ErrorOfView = 'DIRECTORY_EXPIRED' | null

  test.each(MODES)('a restart in mode %s goes on as before it', async (mode, hours, code) => {
    const federation = await found()
    const { expires, version } = await (await at.open(federation)).refresh()
    at.fetch = unreachable
    at.now = expires + hours * HOUR
    const client = await at.open(federation)
    expect(client.status()).toMatchObject({ mode, version, expires, lastError: null, lastRefresh: NOW + HOUR })
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_UNREACHABLE'))
    expect(client.status()).toMatchObject({ mode, version, lastError: withCode('DIRECTORY_UNREACHABLE') })
    if (code === null) expect([...client.view().gateways.keys()]).toEqual(ALL)
    else expect(() => client.view()).toThrow(withCode(code))
    // And the network comes back.
    at.fetch = fetchOf(federation)
    await refreshTimestamp(actOf(federation, at.now))
    expect([...(await client.refresh()).gateways.keys()]).toEqual(ALL)
    expect(client.status().mode).toBe('current')
  })

  test('a restart without network before the first refresh has nothing to go by, and says so', async () => {
    const federation = await found()
    at.fetch = unreachable
    const client = await at.open(federation)
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_UNREACHABLE'))
    expect(() => client.view()).toThrow(withCode('DIRECTORY_UNREACHABLE'))
    expect(client.status()).toMatchObject({ mode: 'expired', version: null })
  })

  test('a state whose role expires while the network is off leaves, also over a restart', async () => {
    const federation = await found()
    const { input, repository } = federation
    const [state, ops] = [known(input.stateKeys.SA), known(input.opsKeys.SA)]
    const act = { repository, onlineKeys: input.onlineKeys, now: NOW + 29 * DAY }
    await updateDocument({ ...act, state: 'SA', kind: 'trust', content: known(federation.trust.SA), signer: state })
    await updateDocument({ ...act, state: 'SA', kind: 'registry', content: known(federation.registry.SA), signer: ops })
    at.now = NOW + 29 * DAY + HOUR
    expect(await gatewaysOf(federation)).toEqual(ALL)
    at.fetch = unreachable
    at.now = NOW + 30 * DAY + HOUR
    const client = await at.open(federation)
    expect(client.status().mode).toBe('grace')
    expect([...client.view().gateways.keys()]).toEqual(['SA/GOV/EGOV/gw1'])
  })
})

describe('root.json cut short by a crash', () => {
  test('the cache is passed over; the shipped root stands and the client opens', async () => {
    const federation = await found()
    await gatewaysOf(federation)
    truncateSync(join(at.home(), 'archive', 'blobs', sha256Hex(federation.trustedRoot)), 100)
    const client = await at.open(federation)
    expect(() => client.view()).toThrow(withCode('DIRECTORY_UNREACHABLE'))
    expect([...(await client.refresh()).gateways.keys()]).toEqual(ALL)
    at.fetch = unreachable
    expect([...(await at.open(federation)).view().gateways.keys()]).toEqual(ALL)
  })

  test('a shipped root that is cut short is said at once', async () => {
    const federation = await found()
    const trustedRoot = federation.trustedRoot.subarray(0, 100)
    await expect(at.open(federation, { trustedRoot })).rejects.toEqual(withCode('NO_TRUSTED_ROOT'))
  })
})

test('every row of docs/spec/directory.md §10 has its tests here or in attack.test.ts', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
  const page = read('../../../../docs/spec/directory.md')
  const rows = [...page.slice(page.indexOf('## 10.'), page.indexOf('## 11.')).matchAll(/^\| (.+?) \| .+ \|$/gm)].map(
    ([, row]) => row,
  )
  const names = [...(read('./attack.test.ts') + read('./life-cycle.test.ts')).matchAll(/^describe\((["'])(.+)\1, /gm)]
  expect(names.map(([, , name]) => name).sort()).toEqual(rows.slice(1).sort())
})
