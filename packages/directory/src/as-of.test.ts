import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { withCode } from '../test/code.ts'
import { DAY, type Federation, found, HOUR, NOW, newSigner } from '../test/federation.ts'
import { publishAnyway, publishTargets, signedOf } from '../test/forge.ts'
import { type AsOfInput, verifyAsOf } from './as-of.ts'
import { sha256 } from './codec/digest.ts'
import { metadataName } from './metadata/names.ts'
import { metaOf } from './publish/plan.ts'
import { signMetadata } from './publish/signer.ts'
import { refreshTimestamp, updateDocument, updateFederation, updateRoot } from './publish/update.ts'

let federation: Federation
beforeAll(async () => {
  federation = await found()
})

const input = (of: Federation, change: Partial<AsOfInput> & { readonly number?: number } = {}): AsOfInput => {
  const number = change.number ?? 1
  const snapshot = of.files.get(metadataName('snapshot', number)) ?? new Uint8Array()
  return {
    rootChain: [],
    files: of.files,
    version: { number, hash: sha256(snapshot) },
    trustedRoot: of.trustedRoot,
    time: NOW + HOUR,
    ...change,
  }
}

test('an archived version gives the view of its day', () => {
  const view = verifyAsOf(input(federation))
  expect(view.federation).toBe('gcc')
  expect(view.expires).toBe(NOW + DAY)
  expect(view.issues).toEqual([])
  expect([...view.services.keys()]).toHaveLength(3)
})

test('a state whose files are absent is absent from the view', () => {
  const files = new Map([...federation.files].filter(([name]) => !/(state-sa|\/sa\/)/.test(name)))
  const view = verifyAsOf(input(federation, { files }))
  expect([...view.gateways.keys()]).toEqual(['KW/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1'])
  expect(view.states.get('SA')?.stage).toBe('live')
})

test('the version is the one that the hash names', () => {
  const { version } = input(federation)
  const other = Buffer.from(version.hash)
  other[0] = ((other[0] as number) + 1) % 256
  expect(() => verifyAsOf(input(federation, { version: { ...version, hash: other } }))).toThrow(
    withCode('DIRECTORY_INVALID', 'another digest'),
  )
  expect(() => verifyAsOf(input(federation, { version: { ...version, number: 2 } }))).toThrow(
    withCode('DIRECTORY_UNREACHABLE'),
  )
})

test('a snapshot under another number is refused', () => {
  const snapshot = federation.files.get('metadata/1.snapshot.json') as Uint8Array
  const files = new Map(federation.files).set('metadata/2.snapshot.json', snapshot)
  expect(() => verifyAsOf(input(federation, { files, version: { number: 2, hash: sha256(snapshot) } }))).toThrow(
    withCode('DIRECTORY_INVALID', 'another version'),
  )
})

test('a snapshot that lies about the version of a role takes that state out', async () => {
  const mine = await found()
  const role = mine.files.get('metadata/1.state-kw.json') as Uint8Array
  mine.files.set('metadata/5.state-kw.json', role)
  await publishAnyway(mine, { 'state-kw.json': metaOf(5, role) }, NOW)
  const view = verifyAsOf(input(mine, { number: 2 }))
  expect([...view.gateways.keys()]).toEqual(['SA/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1'])
  expect(view.issues[0]).toMatchObject({ place: 'state-kw', reason: 'another version' })
})

test('expiry is judged at the time in question, with the stated grace', () => {
  // The snapshot, which expires first, lives 7 days; gateways go on for 8 more.
  expect(verifyAsOf(input(federation, { time: NOW + 15 * DAY - 1 })).gateways.size).toBe(3)
  expect(() => verifyAsOf(input(federation, { time: NOW + 15 * DAY }))).toThrow(withCode('DIRECTORY_EXPIRED'))
})

test('another root gives nothing', async () => {
  const other = await found()
  expect(() => verifyAsOf(input(federation, { trustedRoot: other.trustedRoot }))).toThrow(withCode('DIRECTORY_INVALID'))
})

test.each(['', '{}', '[]', 'null', '{"signatures":[],"signed":{}}'])('a root of %j is refused', (text) => {
  expect(() => verifyAsOf(input(federation, { trustedRoot: Buffer.from(text) }))).toThrow(withCode('DIRECTORY_INVALID'))
})

test('no byte of any file can be changed', () => {
  const names = [...federation.files.keys()]
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }), (name, place, change) => {
      const bytes = Buffer.from(federation.files.get(name) as Uint8Array)
      const at = place % bytes.length
      bytes[at] = ((bytes[at] as number) + change) % 256
      const files = new Map(federation.files).set(name, bytes)
      const trustedRoot = name === 'metadata/1.root.json' ? bytes : federation.trustedRoot
      let issues: readonly unknown[] = []
      try {
        issues = verifyAsOf(input(federation, { files, trustedRoot })).issues
      } catch (error) {
        issues = [error]
        expect(error).toEqual(expect.objectContaining({ name: 'RabtError' }))
      }
      expect(issues).not.toEqual([])
    }),
    { numRuns: 400 },
  )
})

test('no file can be cut short, or be another', () => {
  for (const [name, bytes] of federation.files) {
    for (const hostile of [bytes.subarray(0, bytes.length - 1), new Uint8Array(), Buffer.from('{}')]) {
      const files = new Map(federation.files).set(name, hostile)
      const trustedRoot = name === 'metadata/1.root.json' ? hostile : federation.trustedRoot
      const judge = (): readonly unknown[] => verifyAsOf(input(federation, { files, trustedRoot })).issues
      try {
        expect(judge(), name).not.toEqual([])
      } catch (error) {
        expect(error).toEqual(expect.objectContaining({ name: 'RabtError' }))
      }
    }
  }
})

test('top-level targets signed by 3 of 6 are refused, by 4 accepted', async () => {
  const mine = await found()
  const keys = mine.input.rootKeys
  await publishTargets(mine, () => {}, keys.slice(0, 3), NOW)
  expect(() => verifyAsOf(input(mine, { number: 2 }))).toThrow(withCode('DIRECTORY_INVALID', '3 of 4'))
  const four = await found()
  await publishTargets(four, () => {}, four.input.rootKeys.slice(2), NOW)
  expect(verifyAsOf(input(four, { number: 2 })).gateways.size).toBe(3)
})

test('a wrong signature is refused even beside enough good ones', async () => {
  const mine = await found()
  const [first, ...rest] = mine.input.rootKeys
  if (first === undefined) throw new Error('the fixture has root keys')
  const liar = { ...first, sign: () => new Uint8Array(64) }
  await publishTargets(mine, () => {}, [liar, ...rest], NOW)
  expect(() => verifyAsOf(input(mine, { number: 2 }))).toThrow(withCode('DIRECTORY_INVALID', 'is wrong'))
})

test("a signature by somebody else's key is refused", async () => {
  const mine = await found()
  await publishTargets(mine, () => {}, [...mine.input.rootKeys, newSigner()], NOW)
  expect(() => verifyAsOf(input(mine, { number: 2 }))).toThrow(withCode('DIRECTORY_INVALID', 'not of this role'))
})

test.each<[string, (role: Record<string, unknown>) => void]>([
  ["another state's path", (role) => Object.assign(role, { paths: ['sa/trust.json'] })],
  ['everything', (role) => Object.assign(role, { paths: ['*/trust.json'] })],
  ['an unknown role', (role) => Object.assign(role, { name: 'state-kw-more' })],
  ['a role twice', (role) => Object.assign(role, { name: 'state-sa', paths: ['sa/trust.json'] })],
])('a delegation of %s is refused even if the threshold signs it', async (_, change) => {
  const mine = await found()
  const alter = (signed: ReturnType<typeof signedOf>): void => {
    const { roles } = signed.delegations as unknown as { roles: Record<string, unknown>[] }
    const kuwait = roles.find((role) => role.name === 'state-kw')
    if (kuwait !== undefined) change(kuwait)
  }
  await publishTargets(mine, alter, mine.input.rootKeys, NOW)
  expect(() => verifyAsOf(input(mine, { number: 2 }))).toThrow(withCode('DIRECTORY_INVALID'))
})

const chainOf = (of: Federation): readonly Uint8Array[] =>
  [1, 2, 3].flatMap((version) => of.files.get(metadataName('root', version)) ?? [])

test('roots are walked one by one: a new signer, then one less, then a verification from the founding root', async () => {
  const mine = await found()
  const { rootKeys, onlineKeys } = mine.input
  const seventh = newSigner()
  const act = { repository: mine.repository, onlineKeys, now: NOW }
  await updateRoot({ ...act, rootKeys: [...rootKeys, seventh], threshold: 5, signers: [...rootKeys, seventh] })
  const remaining = [...rootKeys.slice(1), seventh]
  const fresh = { snapshot: newSigner(), timestamp: newSigner() }
  await updateRoot({ ...act, onlineKeys: fresh, rootKeys: remaining, threshold: 4, signers: remaining })
  const rootChain = chainOf(mine)
  expect(rootChain).toHaveLength(3)
  const files = new Map([...mine.files].filter(([name]) => name !== 'metadata/timestamp.json'))
  const last = input(mine, { number: 3, rootChain, files })
  expect(verifyAsOf(last).gateways.size).toBe(3)
  expect(verifyAsOf({ ...last, trustedRoot: rootChain[1] as Uint8Array }).gateways.size).toBe(3)
  // The version of the founding still verifies by the chain of its day.
  expect(verifyAsOf(input(mine, { files, rootChain: rootChain.slice(0, 1) })).gateways.size).toBe(3)
  expect(() => verifyAsOf({ ...last, rootChain: [rootChain[2] as Uint8Array] })).toThrow(
    withCode('DIRECTORY_INVALID', 'version 2 is missing'),
  )
  expect(() => verifyAsOf({ ...last, rootChain: rootChain.slice(0, 2) })).toThrow(withCode('DIRECTORY_INVALID'))
})

test('a root signed by too few of the old keys is refused, also when all new ones sign', async () => {
  const mine = await found()
  const strangers = Array.from({ length: 4 }, newSigner)
  const signed = signedOf(mine.files, 'metadata/1.root.json')
  const keys = Object.fromEntries(strangers.map((key) => [key.keyId, key.publicKey]))
  const role = { keyids: strangers.map((key) => key.keyId), threshold: 4 }
  Object.assign(signed, { version: 2 })
  Object.assign(signed.keys as object, keys)
  Object.assign(signed.roles as object, { root: role, targets: role })
  const root = await signMetadata(signed, [...strangers, ...mine.input.rootKeys.slice(0, 3)])
  expect(() => verifyAsOf(input(mine, { rootChain: [root] }))).toThrow(withCode('DIRECTORY_INVALID', '3 of 4'))
})

test.each(['snapshot', 'timestamp'])('a root whose %s key also signs roots is refused', async (online) => {
  const mine = await found()
  const signed = signedOf(mine.files, 'metadata/1.root.json')
  const keyid = mine.input.rootKeys[0]?.keyId ?? ''
  Object.assign(signed, { version: 2 })
  Object.assign(signed.roles as object, { [online]: { keyids: [keyid], threshold: 1 } })
  const root = await signMetadata(signed, mine.input.rootKeys)
  expect(() => verifyAsOf(input(mine, { rootChain: [root] }))).toThrow(
    withCode('DIRECTORY_INVALID', 'both offline and online'),
  )
})

test('a root whose snapshot and timestamp share a key is refused', async () => {
  const mine = await found()
  const signed = signedOf(mine.files, 'metadata/1.root.json')
  const { snapshot } = signed.roles as Record<string, object>
  Object.assign(signed, { version: 2 })
  Object.assign(signed.roles as object, { timestamp: snapshot })
  const root = await signMetadata(signed, mine.input.rootKeys)
  expect(() => verifyAsOf(input(mine, { rootChain: [root] }))).toThrow(withCode('DIRECTORY_INVALID', 'share a key'))
})

test('two roots of one version are refused', async () => {
  const mine = await found()
  const signed = signedOf(mine.files, 'metadata/1.root.json')
  Object.assign(signed, { expires: '2030-01-01T00:00:00Z' })
  const twin = await signMetadata(signed, mine.input.rootKeys)
  expect(() => verifyAsOf(input(mine, { rootChain: [twin] }))).toThrow(withCode('DIRECTORY_INVALID', 'two roots'))
})

test('old versions stay verifiable after documents, delegations and timestamps have changed', async () => {
  const mine = await found()
  const { onlineKeys, opsKeys, rootKeys } = mine.input
  const act = { repository: mine.repository, onlineKeys, now: NOW + HOUR }
  const registry = mine.registry.KW
  const signer = opsKeys.KW
  if (registry === undefined || signer === undefined) throw new Error('the fixture has Kuwait')
  const content = { ...registry, services: [] }
  await updateDocument({ ...act, state: 'KW', kind: 'registry', content, signer })
  await updateFederation({ ...act, rootSigners: rootKeys.slice(0, 4), withdraw: ['QA'] })
  await refreshTimestamp({ ...act, now: NOW + 6 * DAY })
  expect(verifyAsOf(input(mine, { number: 1 })).services.size).toBe(3)
  expect(verifyAsOf(input(mine, { number: 2 })).services.size).toBe(2)
  const withdrawn = verifyAsOf(input(mine, { number: 3 }))
  expect([...withdrawn.gateways.keys()]).toEqual(['KW/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw1'])
  expect(withdrawn.issues).toEqual([])
  expect(verifyAsOf(input(mine, { number: 4, time: NOW + 6 * DAY })).expires).toBe(NOW + 7 * DAY)
})
