import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { bench, unreachable } from '../../test/client.ts'
import { withCode } from '../../test/code.ts'
import { DAY, type Federation, fetchOf, found, HOUR, MIRROR, NOW, newSigner } from '../../test/federation.ts'
import { sha256 } from '../codec/digest.ts'
import { type CheckedView, canonicalJson, type Fetch, TIMESTAMP, verifyAsOf } from '../index.ts'
import { memoryRepository } from '../publish/repository.ts'
import { repositoryFetch } from '../publish/serve.ts'
import type { Signer } from '../publish/signer.ts'
import { refreshTimestamp, updateDocument, updateRoot } from '../publish/update.ts'

const at = bench()
const OWN = 'http://mirror.own.invalid/directory'

const actOf = ({ repository, input }: Federation, now = NOW + HOUR) => ({
  repository,
  onlineKeys: input.onlineKeys,
  now,
})

const publishSecond = (federation: Federation) =>
  updateDocument({
    ...actOf(federation),
    state: 'KW',
    kind: 'registry',
    content: federation.registry.KW as NonNullable<(typeof federation.registry)['KW']>,
    signer: federation.input.opsKeys.KW as Signer,
  })

test('a fresh client has no view until it has refreshed, then all that is published', async () => {
  const federation = await found()
  const client = await at.open(federation)
  expect(() => client.view()).toThrow(withCode('DIRECTORY_UNREACHABLE'))
  expect(client.status()).toEqual({
    version: null,
    expires: null,
    lastRefresh: null,
    lastError: null,
    mode: 'expired',
    issues: [],
  })
  const view = await client.refresh()
  expect(client.view()).toBe(view)
  expect(view.issues).toEqual([])
  expect([...view.gateways.keys()]).toEqual(['KW/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1'])
  expect(view.expires).toBe(NOW + DAY)
  expect(client.status()).toMatchObject({ expires: NOW + DAY, lastRefresh: NOW + HOUR, mode: 'current' })
})

test('without a change two small files are asked for', async () => {
  const federation = await found()
  const client = await at.open(federation)
  const first = await client.refresh()
  at.asked.length = 0
  expect(await client.refresh()).toMatchObject({ version: first.version, gateways: first.gateways })
  expect(at.asked.map((url) => url.slice(MIRROR.length))).toEqual(['/metadata/2.root.json', '/metadata/timestamp.json'])
})

test('a new timestamp moves the expiry and nothing else', async () => {
  const federation = await found()
  const client = await at.open(federation)
  const first = await client.refresh()
  const seen: CheckedView[] = []
  client.onChange((view) => seen.push(view))
  await refreshTimestamp(actOf(federation, NOW + 2 * HOUR))
  const next = await client.refresh()
  expect(next.expires).toBe(NOW + DAY + 2 * HOUR)
  expect(next.gateways).toBe(first.gateways)
  expect(seen).toEqual([])
  at.fetch = unreachable
  expect((await at.open(federation)).view().expires).toBe(NOW + DAY + 2 * HOUR)
})

test('of a new version only what changed is fetched, and listeners are told until they leave', async () => {
  const federation = await found()
  const client = await at.open(federation)
  await client.refresh()
  await publishSecond(federation)
  const seen: number[] = []
  const leave = client.onChange((view) => seen.push(view.version.number))
  at.asked.length = 0
  await client.refresh()
  expect(seen).toEqual([2])
  expect(at.asked.filter((url) => url.includes('/targets/'))).toHaveLength(1)
  expect(at.asked).toHaveLength(5)
  leave()
  await publishSecond(federation)
  await client.refresh()
  expect(seen).toEqual([2])
})

test('refreshes at the same time are one', async () => {
  const federation = await found()
  const client = await at.open(federation)
  const [first, second] = await Promise.all([client.refresh(), client.refresh()])
  expect(first).toBe(second)
  expect(at.asked.filter((url) => url.endsWith('timestamp.json'))).toHaveLength(1)
})

test('a client opens from its cache without a network', async () => {
  const federation = await found()
  await (await at.open(federation)).refresh()
  at.fetch = unreachable
  const client = await at.open(federation)
  expect(client.view().services.size).toBe(3)
  expect(client.status()).toMatchObject({ mode: 'current', lastRefresh: NOW + HOUR })
  await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_UNREACHABLE'))
  expect(client.status().lastError).toEqual(withCode('DIRECTORY_UNREACHABLE'))
  expect(client.view().services.size).toBe(3)
})

test('cut off, it degrades by steps: a day for all, a week for reading, then refusal', async () => {
  const federation = await found()
  const client = await at.open(federation)
  await client.refresh()
  at.fetch = unreachable
  const expires = NOW + DAY
  for (const [time, mode] of [
    [expires - 1, 'current'],
    [expires, 'grace'],
    [expires + DAY - 1, 'grace'],
    [expires + DAY, 'read-only'],
    [expires + 8 * DAY - 1, 'read-only'],
  ] as const) {
    at.now = time
    expect(client.status().mode).toBe(mode)
    expect(client.view().gateways.size).toBe(3)
    expect((await at.open(federation)).view().gateways.size).toBe(3)
  }
  at.now = expires + 8 * DAY
  expect(client.status().mode).toBe('expired')
  expect(() => client.view()).toThrow(withCode('DIRECTORY_EXPIRED'))
  const again = await at.open(federation)
  expect(() => again.view()).toThrow(withCode('DIRECTORY_EXPIRED'))
  at.fetch = fetchOf(federation)
  await refreshTimestamp(actOf(federation, at.now))
  expect((await again.refresh()).gateways.size).toBe(3)
  expect(again.status().mode).toBe('current')
})

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('whatever file of the cache a crash cuts short, the client opens, and recovers by a refresh', async () => {
  const federation = await found()
  const client = await at.open(federation)
  await client.refresh()
  await publishSecond(federation)
  await client.refresh()
  // One file of each kind: pointer, both lists, and the newest root, snapshot, targets, role and document.
  const kept = await client.archive(client.view().version)
  const blobs = [...(kept?.files ?? []), ['root', federation.trustedRoot] as const]
    .filter(([name]) => /root|snapshot|metadata\/1\.targets|state-kw|kw\/.*registry|federation/.test(name))
    .map(([, bytes]) => sha256(bytes).toString('hex'))
  const files = filesBelow(at.home()).filter((file) => !file.includes('blobs') || blobs.includes(basename(file)))
  expect(files).toHaveLength(3 + 7)
  for (const file of files) {
    const whole = readFileSync(file)
    truncateSync(file, Math.floor(whole.length / 2))
    const opened = await at.open(federation)
    expect((await opened.refresh()).gateways.size, file).toBe(3)
    expect((await at.open(federation)).view().version.number, file).toBe(2)
  }
})

test('a damaged cache does not open the way for an older directory', async () => {
  const federation = await found()
  const old = memoryRepository(new Map(federation.files))
  await publishSecond(federation)
  const client = await at.open(federation)
  const { version } = await client.refresh()
  const snapshot = join(at.home(), 'archive', 'blobs', Buffer.from(version.hash).toString('hex'))
  truncateSync(snapshot, 10)
  at.fetch = repositoryFetch(old, MIRROR)
  const opened = await at.open(federation)
  expect(() => opened.view()).toThrow(withCode('DIRECTORY_UNREACHABLE'))
  await expect(opened.refresh()).rejects.toEqual(withCode('DIRECTORY_ROLLBACK'))
})

test('what a crash left of a refresh is removed', async () => {
  const federation = await found()
  mkdirSync(join(at.home(), 'staging-0123'))
  writeFileSync(join(at.home(), 'staging-0123', 'root.json'), 'half a ro')
  const client = await at.open(federation)
  await client.refresh()
  expect(readdirSync(at.home()).sort()).toEqual(['archive', 'current.json'])
})

test('a root that does not hold is said at once', async () => {
  const federation = await found()
  await expect(at.open(federation, { trustedRoot: Buffer.from('{}') })).rejects.toEqual(withCode('NO_TRUSTED_ROOT'))
})

test('under another root the cache counts for nothing', async () => {
  const federation = await found()
  await (await at.open(federation)).refresh()
  await publishSecond(federation)
  await (await at.open(federation)).refresh()
  const other = await found()
  at.fetch = fetchOf(other)
  const client = await at.open(other)
  expect(() => client.view()).toThrow(withCode('DIRECTORY_UNREACHABLE'))
  expect((await client.refresh()).version.number).toBe(1)
})

test('new root keys are followed from the cache and from the founding root alike', async () => {
  const federation = await found()
  const client = await at.open(federation)
  await client.refresh()
  const rootKeys = [...federation.input.rootKeys, newSigner()]
  const onlineKeys = { snapshot: newSigner(), timestamp: newSigner() }
  await updateRoot({ ...actOf(federation), onlineKeys, rootKeys, threshold: 5, signers: rootKeys })
  const view = await client.refresh()
  expect(view.version.number).toBe(2)
  const kept = await client.archive(view.version)
  expect(kept?.rootChain).toHaveLength(2)
  const fresh = await at.open(federation, { home: join(at.home(), 'fresh') })
  expect((await fresh.refresh()).version).toEqual(view.version)
  at.fetch = unreachable
  expect((await at.open(federation)).view().version).toEqual(view.version)
})

test('every version that was ever accepted can be verified as of its day', async () => {
  const federation = await found()
  const client = await at.open(federation)
  const first = await client.refresh()
  await publishSecond(federation)
  const second = await client.refresh()
  const opened = await at.open(federation)
  const versions = [...(await opened.versions())].sort((a, b) => a.number - b.number)
  expect(versions).toEqual([first.version, second.version])
  for (const { version } of [first, second]) {
    const kept = await opened.archive(version)
    if (kept === null) throw new Error('the version is kept')
    const asOf = verifyAsOf({ ...kept, version, trustedRoot: federation.trustedRoot, time: NOW + HOUR })
    expect(asOf.version).toEqual(version)
    expect(asOf.services.size).toBe(3)
  }
  expect(await opened.archive({ number: 3, hash: second.version.hash })).toBeNull()
  expect(await opened.archive({ number: 2, hash: first.version.hash })).toBeNull()
  const blobs = readdirSync(join(at.home(), 'archive', 'blobs'))
  // The second version adds its snapshot, one role and one document.
  expect(blobs).toHaveLength(1 + 12 + 1 + 1 + 1 + 14 + 1 + 3)
})

const OTHER = 'http://mirror.sa.invalid'

/** Two mirrors, each with its own network. */
const both =
  (first: Fetch, second: Fetch): Fetch =>
  (url, init) =>
    url.startsWith(OTHER) ? second(url, init) : first(url, init)

test('the own mirror is asked first, the next only when it fails', async () => {
  const federation = await found()
  const second = repositoryFetch(federation.repository, OTHER)
  const client = await at.open(federation, { mirrors: [MIRROR, OTHER] })
  at.fetch = both(fetchOf(federation), second)
  await client.refresh()
  // The first time, without a memory, all are asked (attack.test.ts): of one that shows the same version neither documents nor roles.
  const names = at.asked
    .filter((url) => url.startsWith(OTHER))
    .map((url) => url.slice(OTHER.length + '/metadata/'.length))
  expect(names).toEqual(['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json'])
  at.asked.length = 0
  await client.refresh()
  expect(at.asked.filter((url) => url.startsWith(OTHER))).toEqual([`${OTHER}/metadata/timestamp.json`])
  at.fetch = both(unreachable, second)
  await client.refresh()
  expect(at.asked.at(-1)).toBe(`${OTHER}/metadata/timestamp.json`)
  expect(client.status().lastError).toBeNull()
})

test('a mirror that is behind gives way when a later version is asked for', async () => {
  const federation = await found()
  const behind = memoryRepository(new Map(federation.files))
  await publishSecond(federation)
  const client = await at.open(federation, { mirrors: [MIRROR, MIRROR, OTHER] })
  at.fetch = repositoryFetch(behind, MIRROR)
  expect((await client.refresh()).version.number).toBe(1)
  at.fetch = both(repositoryFetch(behind, MIRROR), repositoryFetch(federation.repository, OTHER))
  // The one that is asked for its number is behind too.
  expect((await client.refresh()).version.number).toBe(1)
  expect((await client.refresh({ atLeast: 2 })).version.number).toBe(2)
  // Its mirror is now older than what the client holds; the other one carries it.
  expect((await client.refresh()).version.number).toBe(2)
})

test('a mirror that lacks a file gives way to one that has it, without the state going dark between', async () => {
  const federation = await found()
  const lacking = new Map([...federation.files].filter(([name]) => !name.includes('state-kw-ops')))
  const client = await at.open(federation, { mirrors: [MIRROR, OTHER] })
  const seen: number[] = []
  client.onChange((view) => seen.push(view.gateways.size))
  at.fetch = both(repositoryFetch(memoryRepository(lacking), MIRROR), repositoryFetch(federation.repository, OTHER))
  expect((await client.refresh()).gateways.size).toBe(3)
  expect(seen).toEqual([3])
})

test.each([
  ['document', /targets\/kw\/.*registry/],
  ['role', /1\.state-kw-ops/],
])('a mirror with a damaged %s gives way to one that has it whole', async (_, pattern) => {
  const federation = await found()
  const damaged = [...federation.files].map(([name, bytes]): [string, Uint8Array] =>
    pattern.test(name) ? [name, Buffer.alloc(bytes.length, 0x20)] : [name, bytes],
  )
  const client = await at.open(federation, { mirrors: [MIRROR, OTHER] })
  at.fetch = both(
    repositoryFetch(memoryRepository(new Map(damaged)), MIRROR),
    repositoryFetch(federation.repository, OTHER),
  )
  expect((await client.refresh()).gateways.size).toBe(3)
})

test('when all mirrors fail, the gravest reason is given', async () => {
  const federation = await found()
  const garbage: Fetch = async () => new Response('garbage')
  const client = await at.open(federation, { mirrors: [MIRROR, OTHER] })
  at.fetch = both(unreachable, garbage)
  await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_INVALID'))
  const alone = await at.open(federation, { mirrors: [] })
  await expect(alone.refresh()).rejects.toEqual(withCode('DIRECTORY_UNREACHABLE'))
})

test('an own mirror that stands still is found out by the next look at another, and nothing is asked twice of one that is not behind', async () => {
  const federation = await found()
  const frozen = repositoryFetch(memoryRepository(new Map(federation.files)), OWN)
  const others = ['http://mirror.sa.invalid/directory', 'http://mirror.qa.invalid/directory']
  at.fetch = (url, init) => {
    if (url.startsWith(OWN)) return frozen(url, init)
    const other = others.find((one) => url.startsWith(one))
    return other === undefined ? unreachable(url) : repositoryFetch(federation.repository, other)(url, init)
  }
  const client = await at.open(federation, { mirrors: [OWN, ...others] })
  await client.refresh()
  at.asked.length = 0
  await client.refresh()
  expect(at.asked.filter((url) => !url.startsWith(OWN))).toEqual([expect.stringMatching(/timestamp\.json$/)])
  await publishSecond(federation)
  expect((await client.refresh()).version.number).toBe(2)
  // Also a timestamp alone: a directory that is signed hourly does not end where somebody keeps an old one.
  await refreshTimestamp(actOf(federation, NOW + 2 * HOUR))
  expect((await client.refresh()).expires).toBe(NOW + DAY + 2 * HOUR)
  at.fetch = (url, init) => (url.startsWith(OWN) ? frozen(url, init) : unreachable(url))
  await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_ROLLBACK'))
  expect(client.view().version.number).toBe(2)
})

test('a mirror that claims a number which it cannot show changes nothing', async () => {
  const federation = await found()
  const liar = 'http://mirror.sa.invalid/directory'
  const timestamp = JSON.parse(Buffer.from(federation.files.get(TIMESTAMP) as Uint8Array).toString())
  const high = canonicalJson({ ...timestamp, signed: { ...timestamp.signed, version: 99 } })
  const lie = memoryRepository(new Map([...federation.files, [TIMESTAMP, Buffer.from(high)]]))
  at.fetch = (url, init) =>
    url.startsWith(OWN) ? repositoryFetch(federation.repository, OWN)(url, init) : repositoryFetch(lie, liar)(url, init)
  const client = await at.open(federation, { mirrors: [OWN, liar] })
  await client.refresh()
  expect((await client.refresh()).version.number).toBe(1)
  expect(client.inUse()).toMatchObject({ number: 1 })
})

test('of the mirrors named these alone are asked, after what was asked for before', async () => {
  const federation = await found()
  const other = 'http://mirror.sa.invalid/directory'
  at.fetch = (url, init) => repositoryFetch(federation.repository, url.startsWith(OWN) ? OWN : other)(url, init)
  const client = await at.open(federation, { mirrors: [OWN] })
  await client.refresh()
  await publishSecond(federation)
  at.asked.length = 0
  const [first, second] = await Promise.all([client.refresh({ from: [other] }), client.refresh({ from: [other] })])
  expect([first.version.number, second.version.number]).toEqual([2, 2])
  expect(at.asked.every((url) => url.startsWith(other))).toBe(true)
})
