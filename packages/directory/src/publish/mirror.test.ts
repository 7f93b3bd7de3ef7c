import { beforeAll, expect, test } from 'vitest'
import { foundWithHolders, orFail, propose } from '../../test/ceremony.ts'
import { type Federation, fetchOf, HOUR, MIRROR, NOW, newSigner } from '../../test/federation.ts'
import type { CeremonyRequest } from '../ceremony/request.ts'
import { mirrorRepository } from './mirror.ts'
import { updateDocument } from './update.ts'

let federation: Federation

beforeAll(async () => {
  federation = await foundWithHolders()
  const { repository, input, registry } = federation
  const act = { repository, onlineKeys: input.onlineKeys, now: NOW + HOUR / 2 }
  const content = orFail(registry.KW)
  await updateDocument({ ...act, state: 'KW', kind: 'registry', content, signer: orFail(input.opsKeys.KW) })
})

const key = newSigner()

test.each<[string, CeremonyRequest]>([
  ['a stage', { kind: 'stage', state: 'AE', stage: 'live' }],
  ['a root key', { kind: 'rotate-root', add: [], remove: [], threshold: 5 }],
  ["a state's key", { kind: 'rotate-state', state: 'KW', opsKey: key }],
  ['an extension', { kind: 'extend', state: 'KW', days: 60 }],
])('%s: a proposal made from a mirror is that made from the repository', async (_what, request) => {
  const mirror = mirrorRepository(MIRROR, fetchOf(federation))
  const [here, there] = [await propose(federation, request), await propose({ repository: mirror }, request)]
  expect(Buffer.from(there).equals(here)).toBe(true)
})

test('a number that a crash left behind is not given again, also through a mirror', async () => {
  const own = await foundWithHolders()
  const left = orFail(own.files.get('metadata/1.targets.json'))
  own.files.set('metadata/2.targets.json', left)
  const mirror = mirrorRepository(`${MIRROR}/`, fetchOf(own))
  const request = { kind: 'stage', state: 'AE', stage: 'live' } as const
  const [here, there] = [await propose(own, request), await propose({ repository: mirror }, request)]
  expect(Buffer.from(there).equals(here)).toBe(true)
  expect(Buffer.from(there).toString()).toContain('"role":"targets"')
  expect(JSON.parse(Buffer.from(there).toString()).files[0].version).toBe(3)
})

test('a mirror is only read, and one that does not answer is no empty directory', async () => {
  const mirror = mirrorRepository(MIRROR, fetchOf(federation))
  await expect(mirror.write('metadata/timestamp.json', Buffer.of())).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await mirror.read('metadata/9.root.json')).toBeNull()
  const silent = mirrorRepository(MIRROR, () => Promise.reject(new TypeError('fetch failed')))
  await expect(silent.list()).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(propose({ repository: silent }, { kind: 'extend', top: ['root'] })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})
