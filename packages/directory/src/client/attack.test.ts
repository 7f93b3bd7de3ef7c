import { generateKeyPairSync, sign } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bench, unreachable } from '../../test/client.ts'
import { withCode } from '../../test/code.ts'
import { DAY, type Federation, fetchOf, found, HOUR, MIRROR, NOW, newSigner } from '../../test/federation.ts'
import { documentOf, publishAnyway, publishRole, publishTargets, signedOf } from '../../test/forge.ts'
import { keyIdOf } from '../metadata/key.ts'
import { DEFAULT_EXPIRIES, metaOf } from '../publish/plan.ts'
import { memoryRepository } from '../publish/repository.ts'
import { repositoryFetch } from '../publish/serve.ts'
import { type Signer, signMetadata } from '../publish/signer.ts'
import { refreshTimestamp, updateDocument } from '../publish/update.ts'
import type { Fetch } from './mirror.ts'

// The attacks of docs/spec/directory.md §10, row by row, and others after them.

const at = bench()

const ALL = ['KW/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1']
const WITHOUT_KUWAIT = ALL.slice(1)
const WITHOUT_SAUDI = [ALL[0], ALL[2]]

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the fixture has this')
  return value
}

/** Kuwait publishes its registry anew: version 2 of everything. */
const publishSecond = (federation: Federation, now = NOW + HOUR) =>
  updateDocument({
    repository: federation.repository,
    onlineKeys: federation.input.onlineKeys,
    now,
    state: 'KW',
    kind: 'registry',
    content: federation.registry.KW as NonNullable<(typeof federation.registry)['KW']>,
    signer: known(federation.input.opsKeys.KW),
  })

/** A mirror that serves these files instead. */
const serve = (files: ReadonlyMap<string, Uint8Array>, federation: Federation): void => {
  at.fetch = fetchOf({ ...federation, repository: memoryRepository(new Map(files)) })
}

const changed = (bytes: Uint8Array | undefined): Uint8Array => {
  const copy = Buffer.from(bytes ?? new Uint8Array())
  const middle = Math.floor(copy.length / 2)
  copy[middle] = copy[middle] === 0x61 ? 0x62 : 0x61
  return copy
}

const nameLike = (federation: Federation, pattern: RegExp): string => {
  const name = [...federation.files.keys()].find((candidate) => pattern.test(candidate))
  if (name === undefined) throw new Error(`no file like ${pattern}`)
  return name
}

describe('changed byte in role metadata / in target file', () => {
  test.each([
    ['timestamp', /timestamp/],
    ['snapshot', /snapshot/],
    ['top-level targets', /metadata\/1\.targets/],
    ['federation', /federation/],
  ])('a changed byte in the %s refuses the directory', async (_, pattern) => {
    const federation = await found()
    const name = nameLike(federation, pattern)
    federation.files.set(name, changed(federation.files.get(name)))
    const client = await at.open(federation)
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_INVALID'))
    expect(client.status()).toMatchObject({ mode: 'expired', version: null, lastError: withCode('DIRECTORY_INVALID') })
  })

  test.each([
    ["a state's metadata", /1\.state-kw\.json/],
    ["a state's online metadata", /1\.state-kw-ops\.json/],
    ["a state's trust document", /targets\/kw\/.*trust/],
    ["a state's registry", /targets\/kw\/.*registry/],
  ])('a changed byte in %s takes only that state out', async (_, pattern) => {
    const federation = await found()
    const name = nameLike(federation, pattern)
    federation.files.set(name, changed(federation.files.get(name)))
    const view = await (await at.open(federation)).refresh()
    expect([...view.gateways.keys()]).toEqual(WITHOUT_KUWAIT)
    expect(view.issues).not.toEqual([])
  })
})

describe('stolen snapshot + timestamp keys, forged state metadata', () => {
  test("stolen online keys cannot forge a state's metadata; the other states keep working", async () => {
    const federation = await found()
    const { document } = documentOf(federation, 'KW', 'trust')
    await publishRole(federation, 'state-kw', { 'kw/trust.json': { ...document, version: 2 } }, newSigner(), NOW)
    const view = await (await at.open(federation)).refresh()
    expect([...view.gateways.keys()]).toEqual(WITHOUT_KUWAIT)
    expect(view.issues[0]).toMatchObject({ place: 'state-kw', code: 'DIRECTORY_INVALID' })
  })
})

describe('state cc lists paths under states/bb/', () => {
  test("a state that signs another's path speaks for nobody", async () => {
    const federation = await found()
    const { document } = documentOf(federation, 'KW', 'trust')
    const own = documentOf(federation, 'SA', 'trust').document
    const signer = known(federation.input.stateKeys.SA)
    const documents = { 'sa/trust.json': own, 'kw/trust.json': { ...document, version: 9, gateways: [] } }
    await publishRole(federation, 'state-sa', documents, signer, NOW)
    const view = await (await at.open(federation)).refresh()
    expect([...view.gateways.keys()]).toEqual(WITHOUT_SAUDI)
    expect(view.issues[0]).toMatchObject({ place: 'state-sa', reason: 'kw/trust.json is not its own' })
  })

  test("a state that lists another's identifiers in its own document is refused as a whole", async () => {
    const federation = await found()
    const { document } = documentOf(federation, 'SA', 'registry')
    const foreign = documentOf(federation, 'KW', 'registry').document
    const claim = { ...document, version: 2, members: foreign.members ?? [], subsystems: [], services: [] }
    await publishRole(
      federation,
      'state-sa-ops',
      { 'sa/registry.json': claim },
      known(federation.input.opsKeys.SA),
      NOW,
    )
    const view = await (await at.open(federation)).refresh()
    expect([...view.gateways.keys()]).toEqual(WITHOUT_SAUDI)
    expect(view.members.has('SA/GOV/MOI')).toBe(false)
    expect(view.members.get('KW/GOV/MOI')?.state).toBe('KW')
  })
})

describe('old timestamp; newer timestamp -> older snapshot; one role rolled back by stolen online keys', () => {
  test('an older directory is refused by who has seen a newer one, and the newer stays in use', async () => {
    const federation = await found()
    const old = new Map(federation.files)
    await publishSecond(federation)
    const client = await at.open(federation)
    await client.refresh()
    serve(old, federation)
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_ROLLBACK'))
    expect(client.view().version.number).toBe(2)
    expect(client.status()).toMatchObject({ mode: 'current', lastError: withCode('DIRECTORY_ROLLBACK') })
  })

  test('a newer timestamp that leads to an older snapshot is refused', async () => {
    const federation = await found()
    await publishSecond(federation)
    const client = await at.open(federation)
    await client.refresh()
    await publishAnyway(federation, {}, NOW, 1)
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_ROLLBACK'))
  })

  test("a state's role rolled back by stolen online keys is refused by who has seen the newer", async () => {
    const federation = await found()
    await publishSecond(federation)
    const client = await at.open(federation)
    await client.refresh()
    const old = federation.files.get('metadata/1.state-kw-ops.json') as Uint8Array
    await publishAnyway(federation, { 'state-kw-ops.json': metaOf(1, old) }, NOW)
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_ROLLBACK'))
  })

  test('a document below the version seen before takes its state out, although its role is signed well', async () => {
    const federation = await found()
    const first = documentOf(federation, 'KW', 'registry').document
    await publishSecond(federation)
    const client = await at.open(federation)
    await client.refresh()
    await publishRole(
      federation,
      'state-kw-ops',
      { 'kw/registry.json': first },
      known(federation.input.opsKeys.KW),
      NOW,
      3,
    )
    const view = await client.refresh()
    expect([...view.gateways.keys()]).toEqual(WITHOUT_KUWAIT)
    expect(view.issues).toEqual([
      { place: 'kw/registry.json', code: 'DIRECTORY_ROLLBACK', reason: 'version 1 after 2' },
    ])
    const again = await at.open(federation)
    expect(again.view().issues).toEqual(view.issues)
  })
})

describe('the last one, fresh client without history', () => {
  const OTHER = 'http://mirror.sa.invalid'

  /** Kuwait has revoked its gateway; stolen online keys publish the registry from before, under a higher number. */
  const rolledBack = async () => {
    const federation = await found()
    const registry = known(federation.registry.KW)
    const revoked = { ...registry.revoked, gateways: ['KW/GOV/EGOV/gw1'] }
    const subsystems = registry.subsystems.map((subsystem) => ({ ...subsystem, gateways: [] }))
    await updateDocument({
      repository: federation.repository,
      onlineKeys: federation.input.onlineKeys,
      now: NOW + HOUR,
      state: 'KW',
      kind: 'registry',
      content: { ...registry, subsystems, revoked },
      signer: known(federation.input.opsKeys.KW),
    })
    const honest = new Map(federation.files)
    const old = known(federation.files.get('metadata/1.state-kw-ops.json'))
    await publishAnyway(federation, { 'state-kw-ops.json': metaOf(1, old) }, NOW + HOUR)
    return { federation, honest }
  }

  const mirrors = (first: ReadonlyMap<string, Uint8Array>, second: ReadonlyMap<string, Uint8Array>): Fetch => {
    const [one, two] = [first, second].map((files, index) =>
      repositoryFetch(memoryRepository(new Map(files)), index === 0 ? MIRROR : OTHER),
    ) as [Fetch, Fetch]
    return (url, init) => (url.startsWith(OTHER) ? two(url, init) : one(url, init))
  }

  test('is not misled while one mirror shows the newer document: that state is absent, and stays so', async () => {
    for (const swapped of [false, true]) {
      const { federation, honest } = await rolledBack()
      at.fetch = swapped ? mirrors(honest, federation.files) : mirrors(federation.files, honest)
      const options = { mirrors: [MIRROR, OTHER], home: join(at.home(), String(swapped)) }
      const client = await at.open(federation, options)
      const view = await client.refresh()
      expect(view.version.number).toBe(3)
      expect([...view.gateways.keys()]).toEqual(WITHOUT_KUWAIT)
      expect(view.issues).toEqual([
        { place: 'kw/registry.json', code: 'DIRECTORY_ROLLBACK', reason: 'version 1 after 2' },
      ])
      at.fetch = unreachable
      const again = await at.open(federation, options)
      expect([...again.view().gateways.keys()]).toEqual(WITHOUT_KUWAIT)
      // From now on it remembers, also when the forged mirror is alone.
      at.fetch = mirrors(federation.files, federation.files)
      expect([...(await again.refresh()).gateways.keys()]).toEqual(WITHOUT_KUWAIT)
    }
  })

  test('asks all mirrors once, and downloads a document from one of them only', async () => {
    const federation = await found()
    at.fetch = mirrors(federation.files, federation.files)
    const client = await at.open(federation, { mirrors: [MIRROR, OTHER] })
    await client.refresh()
    const fetched = at.asked.filter((url) => url.includes('/targets/'))
    expect(fetched.every((url) => url.startsWith(MIRROR))).toBe(true)
    expect(at.asked.some((url) => url.startsWith(OTHER))).toBe(true)
    at.asked.length = 0
    await client.refresh()
    expect(at.asked.filter((url) => url.startsWith(OTHER))).toEqual([expect.stringMatching(/timestamp\.json$/)])
  })

  test('shown by every mirror that it can reach, an old document is believed until its role expires, 30 days at most', async () => {
    const { federation } = await rolledBack()
    expect([...(await (await at.open(federation)).refresh()).gateways.keys()]).toEqual(ALL)
    const { onlineKeys } = federation.input
    const [bound, act] = [NOW + 30 * DAY, { repository: federation.repository, onlineKeys }]
    for (const [time, expected] of [
      [bound - 1, ALL[0]],
      [bound, undefined],
    ] as const) {
      await refreshTimestamp({ ...act, now: time - HOUR })
      at.now = time
      const fresh = await at.open(federation, { home: join(at.home(), String(time)) })
      expect([...(await fresh.refresh()).gateways.keys()][0]).toBe(expected)
    }
    expect(DEFAULT_EXPIRIES.state).toBe(30 * DAY)
  })
})

describe('old role file under the new name (mix-and-match)', () => {
  test('an old role file under its new name is refused', async () => {
    const federation = await found()
    await publishSecond(federation)
    federation.files.set(
      'metadata/2.state-kw-ops.json',
      federation.files.get('metadata/1.state-kw-ops.json') as Uint8Array,
    )
    const view = await (await at.open(federation)).refresh()
    expect([...view.gateways.keys()]).toEqual(WITHOUT_KUWAIT)
  })
})

describe('expired timestamp (freeze) / snapshot', () => {
  test('a frozen directory is refused when its timestamp has expired', async () => {
    const federation = await found()
    at.now = NOW + DAY
    const client = await at.open(federation)
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_EXPIRED'))
  })

  test('a fresh timestamp over an expired snapshot is refused', async () => {
    const federation = await found()
    const { input, repository } = federation
    at.now = NOW + 8 * DAY
    const expiries = { root: 1, targets: 1, state: 1, snapshot: 1, timestamp: 20 * DAY }
    await refreshTimestamp({ repository, onlineKeys: input.onlineKeys, now: NOW, expiries })
    const client = await at.open(federation)
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_EXPIRED'))
  })
})

describe("one state's metadata expired", () => {
  test("one state's expired metadata takes only that state out", async () => {
    const federation = await found()
    const { input, repository } = federation
    const act = { repository, onlineKeys: input.onlineKeys, now: NOW + 29 * DAY }
    for (const state of ['SA', 'QA'] as const) {
      for (const kind of ['trust', 'registry'] as const) {
        const content = federation[kind][state] as NonNullable<(typeof federation.trust)['SA']>
        const signer = known((kind === 'trust' ? input.stateKeys : input.opsKeys)[state])
        await updateDocument({ ...act, state, kind, content, signer })
      }
    }
    at.now = NOW + 29 * DAY + HOUR
    const client = await at.open(federation)
    expect([...(await client.refresh()).gateways.keys()]).toEqual(ALL)
    const seen: number[] = []
    client.onChange((view) => seen.push(view.gateways.size))
    // Without a refresh: the moment itself takes the state out.
    at.now = NOW + 30 * DAY
    expect([...client.view().gateways.keys()]).toEqual(WITHOUT_KUWAIT)
    expect(client.view().issues).toContainEqual(
      expect.objectContaining({ place: 'state-kw', code: 'DIRECTORY_EXPIRED' }),
    )
    await refreshTimestamp({ ...act, now: at.now })
    expect([...(await client.refresh()).gateways.keys()]).toEqual(WITHOUT_KUWAIT)
    expect(seen).toEqual([2])
  })
})

describe('top-level targets signed by 3 of 6', () => {
  test('top-level targets signed by 3 of 6 states are refused', async () => {
    const federation = await found()
    await publishTargets(federation, () => {}, federation.input.rootKeys.slice(0, 3), NOW)
    await expect((await at.open(federation)).refresh()).rejects.toEqual(withCode('DIRECTORY_INVALID'))
  })
})

describe('same public key under two key ids, threshold 2', () => {
  test('one key under two key ids does not count twice, though tuf-js counts it so', async () => {
    const federation = await found()
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const point = `04${Buffer.from(x, 'base64url').toString('hex')}${Buffer.from(y, 'base64url').toString('hex')}`
    const twins = ['ecdsa', 'ecdsa-sha2-nistp256'].map((keytype): Signer => {
      const key = { keytype, scheme: 'ecdsa-sha2-nistp256', keyval: { public: point } }
      return { keyId: keyIdOf(key), publicKey: key, sign: (bytes) => sign('sha256', bytes, privateKey) }
    })
    const signed = signedOf(federation.files, 'metadata/1.root.json')
    const role = { keyids: twins.map((twin) => twin.keyId), threshold: 2 }
    Object.assign(signed, { version: 2 })
    Object.assign(signed.keys as object, Object.fromEntries(twins.map((twin) => [twin.keyId, twin.publicKey])))
    Object.assign(signed.roles as object, { root: role, targets: role })
    const root = await signMetadata(signed, [...federation.input.rootKeys, ...twins])
    federation.files.set('metadata/2.root.json', root)
    await publishTargets(federation, () => {}, twins, NOW)
    const client = await at.open(federation)
    await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_INVALID', 'are the same key'))
    expect(client.status().version).toBeNull()
  })
})

test('the online key of a state cannot add trust', async () => {
  const federation = await found()
  const { document } = documentOf(federation, 'KW', 'registry')
  const { gateways = [] } = documentOf(federation, 'KW', 'trust').document
  const claim = { ...document, version: 2, gateways }
  await publishRole(federation, 'state-kw-ops', { 'kw/registry.json': claim }, known(federation.input.opsKeys.KW), NOW)
  const view = await (await at.open(federation)).refresh()
  expect([...view.gateways.keys()]).toEqual(WITHOUT_KUWAIT)
  expect(view.issues[0]).toMatchObject({ place: 'kw/registry.json', code: 'DIRECTORY_INVALID' })
})

test('a revocation by the online key bites with the next refresh', async () => {
  const federation = await found()
  const client = await at.open(federation)
  await client.refresh()
  const registry = federation.registry.KW
  if (registry === undefined) throw new Error('the fixture has Kuwait')
  await updateDocument({
    repository: federation.repository,
    onlineKeys: federation.input.onlineKeys,
    now: NOW + HOUR,
    state: 'KW',
    kind: 'registry',
    content: {
      ...registry,
      subsystems: [],
      services: [],
      revoked: { ...registry.revoked, gateways: [ALL[0] as string] },
    },
    signer: known(federation.input.opsKeys.KW),
  })
  expect([...(await client.refresh()).gateways.keys()]).toEqual(WITHOUT_KUWAIT)
})

test("a state that publishes another's key stops the new version, and the last one stays in use", async () => {
  const federation = await found()
  const client = await at.open(federation)
  await client.refresh()
  const { document } = documentOf(federation, 'SA', 'trust')
  const { gateways = [] } = documentOf(federation, 'KW', 'trust').document
  const stolen = (gateways as unknown as { keys: unknown }[])[0]?.keys
  const own = (document.gateways as unknown as object[])[0]
  const claim = { ...document, version: 2, gateways: [{ ...own, keys: stolen }] }
  await publishRole(
    federation,
    'state-sa',
    { 'sa/trust.json': claim as unknown as typeof document },
    known(federation.input.stateKeys.SA),
    NOW,
  )
  await expect(client.refresh()).rejects.toEqual(withCode('DIRECTORY_INVALID', 'the same public key is published'))
  expect(client.view().version.number).toBe(1)
  expect([...client.view().gateways.keys()]).toEqual(ALL)
})

test.each<[string, () => Response]>([
  ['a web page', () => new Response('<html></html>')],
  ['nothing', () => new Response('')],
  ['JSON of another kind', () => new Response('{"signed":{"_type":"timestamp"},"signatures":{}}')],
  ['nesting without end', () => new Response('['.repeat(16_000))],
])('a mirror that answers with %s is refused', async (_, answer) => {
  const federation = await found()
  at.fetch = async (url) => (url.includes('root.json') ? new Response(null, { status: 404 }) : answer())
  await expect((await at.open(federation)).refresh()).rejects.toEqual(withCode('DIRECTORY_INVALID'))
})

test('an answer without end is cut off at the limit', async () => {
  const federation = await found()
  let sent = 0
  at.fetch = async () =>
    new Response(
      new ReadableStream({
        pull: (controller) => {
          sent += 65_536
          controller.enqueue(new Uint8Array(65_536))
        },
      }),
    )
  await expect((await at.open(federation)).refresh()).rejects.toEqual(withCode('DIRECTORY_UNREACHABLE'))
  expect(sent).toBeLessThan(1024 * 1024)
})
