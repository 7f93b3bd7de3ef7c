import { expect, test } from 'vitest'
import { withCode } from '../../test/code.ts'
import { type Federation, found, HOUR, NOW, newSigner } from '../../test/federation.ts'
import type { RegistryContent } from '../document/registry.ts'
import { copyVersion } from './copy.ts'
import { readRoots } from './current.ts'
import { readPublished } from './published.ts'
import { memoryRepository, type Repository } from './repository.ts'
import type { Signer } from './signer.ts'
import { readStanding } from './standing.ts'
import { publishRecovered, refreshTimestamp, updateDocument, updateRoot } from './update.ts'

const act = ({ repository, input }: Federation, now = NOW + HOUR) => ({ repository, onlineKeys: input.onlineKeys, now })

const emptied = (federation: Federation) => ({
  state: 'KW',
  kind: 'registry' as const,
  content: { ...federation.registry.KW, services: [] } as unknown as RegistryContent,
  signer: federation.input.opsKeys.KW as Signer,
})

const copyOf = ({ trustedRoot }: Federation): Repository =>
  memoryRepository(new Map([['metadata/1.root.json', trustedRoot]]))

test('a copy takes in the newest version whole, the timestamp last, and then only what is newer', async () => {
  const federation = await found()
  await updateDocument({ ...act(federation), ...emptied(federation) })
  const written: string[] = []
  const own = copyOf(federation)
  const copy: Repository = {
    ...own,
    write: async (name, bytes) => {
      written.push(name)
      await own.write(name, bytes)
    },
  }
  expect(await copyVersion(federation.repository, copy)).toBe(true)
  expect(written.at(-1)).toBe('metadata/timestamp.json')
  expect(await readPublished(copy, 'KW', 'registry')).toEqual(
    await readPublished(federation.repository, 'KW', 'registry'),
  )
  expect(await copyVersion(federation.repository, copy)).toBe(false)
  written.length = 0
  await refreshTimestamp(act(federation, NOW + 2 * HOUR))
  expect(await copyVersion(federation.repository, copy)).toBe(true)
  expect(written).toEqual(['metadata/timestamp.json'])
})

test('a copy walks to new roots, and leaves alone what is older or does not hold', async () => {
  const federation = await found()
  const copy = copyOf(federation)
  await copyVersion(federation.repository, copy)
  const { rootKeys } = federation.input
  await updateRoot({ ...act(federation), rootKeys: rootKeys.slice(0, 5), threshold: 4, signers: rootKeys })
  expect(await copyVersion(federation.repository, copy)).toBe(true)
  expect(await copy.read('metadata/2.root.json')).not.toBeNull()

  const stranger = await found()
  const before = await copy.read('metadata/timestamp.json')
  await refreshTimestamp(act(stranger))
  await expect(copyVersion(stranger.repository, copy)).rejects.toEqual(withCode('DIRECTORY_INVALID'))
  expect(await copy.read('metadata/timestamp.json')).toBe(before)

  const forged = memoryRepository(new Map(federation.files))
  await refreshTimestamp({ ...act(federation), repository: forged })
  await forged.write('metadata/2.snapshot.json', Buffer.from('{}'))
  await expect(copyVersion(forged, copy)).rejects.toEqual(withCode('DIRECTORY_INVALID'))
  expect(await copy.read('metadata/timestamp.json')).toBe(before)
})

test('a number that was used here and not published gives way to what was published elsewhere', async () => {
  const federation = await found()
  const copy = copyOf(federation)
  await copyVersion(federation.repository, copy)
  await copy.write('metadata/2.state-kw-ops.json', Buffer.from('left behind'))
  await copy.write('metadata/2.snapshot.json', Buffer.from('left behind'))
  await updateDocument({ ...act(federation), ...emptied(federation) })
  expect(await copyVersion(federation.repository, copy)).toBe(true)
  expect((await readPublished(copy, 'KW', 'registry'))?.version).toBe(2)
})

test('what a dead writer left signed is joined, under numbers above its own', async () => {
  const standby = { snapshot: newSigner(), timestamp: newSigner() }
  const federation = await found({ standby: [standby] })
  const { repository, files } = federation
  const dying: Repository = {
    ...repository,
    write: async (name, bytes) => {
      if (name.includes('snapshot')) throw new Error('power is gone')
      await repository.write(name, bytes)
    },
  }
  await expect(updateDocument({ ...act(federation), ...emptied(federation), repository: dying })).rejects.toThrow(
    'power',
  )
  expect((await readStanding(repository))?.signers).toEqual([federation.input.onlineKeys.timestamp.keyId])
  await publishRecovered({ ...act(federation), onlineKeys: standby, atLeast: { snapshot: 1001, timestamp: 1001 } })
  expect(await readStanding(repository)).toEqual({
    timestamp: 1001,
    snapshot: 1001,
    signers: [standby.timestamp.keyId],
    signed: NOW + HOUR,
  })
  expect(await readPublished(repository, 'KW', 'registry')).toMatchObject({ version: 2, content: { services: [] } })
  // The next number follows, whoever asks.
  await refreshTimestamp({ ...act(federation), onlineKeys: standby })
  expect((await readStanding(repository))?.timestamp).toBe(1002)
  expect(files.has('metadata/1001.snapshot.json')).toBe(true)
})

test('a mirror that has a root under every number is left at the first that does not hold', async () => {
  const federation = await found()
  const copy = copyOf(federation)
  let asked = 0
  const lying: Repository = {
    ...federation.repository,
    read: async (name) => {
      if (!name.endsWith('.root.json')) return federation.repository.read(name)
      asked += 1
      if (asked > 5) throw new Error('asked on and on')
      return federation.trustedRoot
    },
  }
  await expect(copyVersion(lying, copy)).rejects.toEqual(withCode('DIRECTORY_INVALID'))
  expect(asked).toBe(1)
})

test('no more roots are read than the bound, even if they hold', async () => {
  const federation = await found()
  const { rootKeys } = federation.input
  for (const hours of [1, 2]) {
    await updateRoot({ ...act(federation, NOW + hours * HOUR), rootKeys, threshold: 4, signers: rootKeys })
  }
  expect(await readRoots(federation.repository, 3)).toHaveLength(3)
  await expect(readRoots(federation.repository, 2)).rejects.toEqual(withCode('DIRECTORY_INVALID'))
})

test("a version of which a state's files are missing is not taken", async () => {
  const federation = await found()
  const copy = copyOf(federation)
  await copyVersion(federation.repository, copy)
  const before = await copy.read('metadata/timestamp.json')
  await updateDocument({ ...act(federation), ...emptied(federation) })
  const without = (missing: RegExp): Repository => ({
    ...federation.repository,
    read: async (name) => (missing.test(name) ? null : federation.repository.read(name)),
  })
  for (const missing of [/2\.state-kw-ops/, /targets\/kw\/.*registry/]) {
    for (const to of [copy, copyOf(federation)]) {
      await expect(copyVersion(without(missing), to)).rejects.toEqual(withCode('DIRECTORY_UNREACHABLE'))
    }
  }
  expect(await copy.read('metadata/timestamp.json')).toBe(before)
  expect(await copyVersion(federation.repository, copy)).toBe(true)
})
