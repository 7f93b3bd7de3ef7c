import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  copyVersion,
  type DirectoryClient,
  type DocumentKind,
  openDirectory,
  type RegistryContent,
  type Repository,
  readPublished,
  type Signer,
  TIMESTAMP,
  updateDocument,
} from '@rabt/directory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { csrOf } from '../../test/csr.ts'
import { DAY, NOW, type Office, openOffice, words } from '../../test/office.ts'
import { copyOf, type Founded, fetchFrom, foundDirectory, HERE } from '../../test/repository.ts'
import { readAudit, verifyAudit } from '../audit/record.ts'
import { openCertificateAuthority } from '../ca/certificate-authority.ts'
import { openSealDesk } from '../ca/seal.ts'
import { findItem } from '../register/store.ts'
import { findRequest } from '../requests/store.ts'
import { openDoor } from './door.ts'
import { postgresLock } from './lock.ts'
import { openPublisher } from './publisher.ts'
import { openWriter } from './writer.ts'

const MEMBER = 'KW/GOV/MOI'

let office: Office
let founded: Founded
let home: string
let now: number
let client: DirectoryClient

beforeEach(async () => {
  now = NOW
  home = mkdtempSync(join(tmpdir(), 'rabt-publisher-'))
  office = await openOffice()
  founded = await foundDirectory(NOW)
  client = await openDirectory({
    home,
    mirrors: [HERE],
    trustedRoot: founded.trustedRoot,
    clock: () => now,
    fetch: fetchFrom(founded.repository),
  })
  await client.refresh()
})
afterEach(async () => {
  await office.close()
  rmSync(home, { recursive: true })
})

const ops = (): Signer => founded.input.opsKeys.KW as Signer
const keyFor = (document: DocumentKind): Signer | null =>
  document === 'trust' ? (founded.input.stateKeys.KW as Signer) : ops()

/** A fresh one, as after a start. */
function publisher(
  repository: Repository = founded.repository,
  signerOf = keyFor,
  certifySeal?: Office['certifySeal'],
) {
  const writer = openWriter({
    site: 'KW',
    repository,
    onlineKeys: founded.online.KW,
    lock: postgresLock(office.pool),
    others: [],
    sites: new Map(),
    clock: () => now,
  })
  const door = openDoor({ writer, repository, trustedRoot: founded.trustedRoot, clock: () => now })
  return openPublisher({
    ...deskOf(office),
    ...(certifySeal && { certifySeal }),
    repository,
    look: async () => {},
    handOver: door.takeRole,
    signerOf,
    clock: () => now,
  })
}

const deskOf = ({ code, pool, view, report }: Office) => ({ code, pool, view, report })

const member = (id: string, en = 'Interior') => ({
  changes: [{ act: 'put', object: 'member', value: { id, name: { ...words, en }, sealCertificates: [] } }],
})

const published = () => readPublished(founded.repository, 'KW', 'registry')

const nameIn = async (): Promise<string | undefined> => {
  await client.refresh()
  return client.view().members.get(MEMBER)?.name.en
}

const actions = async () => (await readAudit(office.pool, { after: 0, limit: 100 })).map(({ action }) => action)

describe('an approved change', () => {
  it('is published, read by a client, and its request is done', async () => {
    const request = await office.change('registry', member(MEMBER))
    expect(request.state).toBe('applied')
    const own = publisher()
    await own.follow()
    await own.publish('registry')
    expect(await nameIn()).toBe('Interior')
    expect((await findRequest(office.pool, request.id)).state).toBe('done')
    expect((await actions()).slice(-2)).toEqual(['directory.published', 'request.publish'])
    const { version } = (await published()) ?? {}
    await own.publish('registry')
    expect((await published())?.version).toBe(version)
  })

  it('waits as long as the key of its document is not at hand', async () => {
    const request = await office.change('registry', member(MEMBER))
    await publisher(founded.repository, () => null).publish('registry')
    expect((await findRequest(office.pool, request.id)).state).toBe('applied')
    await publisher().publishWaiting()
    expect((await findRequest(office.pool, request.id)).state).toBe('done')
  })
})

/** The server ends every transaction of the authority once the timestamp is out. */
const dying = (): Repository => ({
  ...founded.repository,
  write: async (name, bytes) => {
    await founded.repository.write(name, bytes)
    if (name !== TIMESTAMP) return
    await office.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = $1 AND state = 'idle in transaction'`,
      [office.schema.name],
    )
  },
})

/** Files of one publication: document, role, snapshot, timestamp. */
const WRITES = 4

describe('a crash while publishing', { timeout: 60_000 }, () => {
  it.each(Array.from({ length: WRITES + 1 }, (_, after) => after))(
    'after %i files loses nothing, and no client sees a part',
    async (after) => {
      await office.change('registry', member(MEMBER))
      await publisher().publish('registry')
      expect(await nameIn()).toBe('Interior')
      const request = await office.change('registry', member(MEMBER, 'Home'))

      let left = after
      const dying: Repository = {
        ...founded.repository,
        write: async (name, bytes) => {
          if (left-- === 0) throw new Error('power is gone')
          await founded.repository.write(name, bytes)
          // What comes after the last file is the database's part.
          if (name === TIMESTAMP && left === 0) throw new Error('power is gone')
        },
      }
      await expect(publisher(dying).publish('registry')).rejects.toThrow('power is gone')
      const isOut = after === WRITES
      expect(await nameIn()).toBe(isOut ? 'Home' : 'Interior')
      expect((await findRequest(office.pool, request.id)).state).toBe('applied')

      const again = publisher()
      await again.follow()
      await again.publish('registry')
      expect(await nameIn()).toBe('Home')
      expect((await findRequest(office.pool, request.id)).state).toBe('done')
      expect((await published())?.version).toBe(3)
      expect((await verifyAudit(office.pool)).brokenAt).toBeNull()
    },
  )

  it('of the database leaves what is out to be found', async () => {
    const request = await office.change('registry', member(MEMBER))
    await expect(publisher(dying()).publish('registry')).rejects.toThrow()
    expect(await nameIn()).toBe('Interior')
    await publisher().follow()
    expect((await findRequest(office.pool, request.id)).state).toBe('done')
  })
})

describe('what a broken connection left out and not noted', () => {
  it('is known for our own when the register went on before it was found', async () => {
    const first = await office.change('registry', member(MEMBER))
    await expect(publisher(dying()).publish('registry')).rejects.toThrow()
    const second = await office.change('registry', { changes: [{ act: 'remove', object: 'member', id: MEMBER }] })
    await publisher().follow()
    expect(await findRequest(office.pool, first.id)).toMatchObject({ state: 'done' })
    expect(await findRequest(office.pool, second.id)).toMatchObject({ state: 'applied', revision: second.revision })
    expect(await findItem(office.pool, 'member', MEMBER)).toBeNull()
    const own = await office.pool.query("SELECT own FROM publication WHERE kind = 'registry' ORDER BY version")
    expect(own.rows.at(-1)).toEqual({ own: true })

    await publisher().publishWaiting()
    expect(await nameIn()).toBeUndefined()
    expect((await findRequest(office.pool, second.id)).state).toBe('done')
    const left = await office.pool.query('SELECT count(*)::int AS left FROM publication_intent')
    expect(left.rows).toEqual([{ left: 0 }])
  })
})

describe('what another hand published with the state key', () => {
  const elsewhere = async (change: (content: RegistryContent) => RegistryContent) => {
    const content = change((await published())?.content as RegistryContent)
    const { repository, online } = founded
    await updateDocument({
      repository,
      onlineKeys: online.KW,
      now,
      state: 'KW',
      kind: 'registry',
      content,
      signer: ops(),
    })
  }

  it('is taken in and said, and what was decided here meanwhile is applied on top and published', async () => {
    await office.change('registry', member('KW/GOV/EGOV', 'E-government'))
    await publisher().publish('registry')
    const request = await office.change('registry', member(MEMBER))
    await elsewhere((content) => ({
      ...content,
      members: [...content.members, { id: 'KW/GOV/MOH', name: words, sealCertificates: [] }],
    }))
    await publisher().publish('registry')
    expect(await nameIn()).toBe('Interior')
    expect([...client.view().members.keys()].sort()).toEqual(['KW/GOV/EGOV', 'KW/GOV/MOH', MEMBER])
    expect(await findItem(office.pool, 'member', 'KW/GOV/MOH')).not.toBeNull()
    expect((await findRequest(office.pool, request.id)).state).toBe('done')
    expect(await actions()).toContain('directory.followed')
  })

  it('makes no second certificate of a seal that is applied again', async () => {
    await office.change('registry', member(MEMBER))
    await publisher().publish('registry')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const csr = Buffer.from(csrOf(privateKey, [MEMBER])).toString('base64')
    const authority = await openCertificateAuthority({
      dir: join(home, 'ca'),
      code: 'KW',
      organization: 'X',
      url: 'http://a',
      clock: () => now,
    })
    const desk = openSealDesk(authority, 'KW', 'X')
    let issued = 0
    const certifySeal: typeof desk = (name, der) => {
      issued++
      return desk(name, der)
    }
    office.certifySeal = certifySeal
    const asked = await office.ask('ali', { kind: 'seal', content: { member: MEMBER, csr } })
    await office.act('noura', 'approve', asked)
    const sealed = await findItem(office.pool, 'member', MEMBER)
    await elsewhere((content) => ({
      ...content,
      members: [...content.members, { id: 'KW/GOV/MOH', name: words, sealCertificates: [] }],
    }))
    await publisher(founded.repository, keyFor, certifySeal).follow()
    expect(issued).toBe(1)
    expect((await findItem(office.pool, 'member', MEMBER))?.content).toEqual(sealed?.content)
    expect(await findItem(office.pool, 'member', 'KW/GOV/MOH')).not.toBeNull()
  })

  it('stands in a register that was empty', async () => {
    await office.change('registry', member(MEMBER))
    await publisher().publish('registry')
    const other = await openOffice()
    try {
      const { repository } = founded
      const handOver = () => Promise.reject(new Error('nothing is written'))
      const rest = { look: async () => {}, handOver, signerOf: keyFor, clock: () => now }
      await openPublisher({ ...deskOf(other), repository, ...rest }).follow()
      expect((await findItem(other.pool, 'member', MEMBER))?.revision).toBe(1)
    } finally {
      await other.close()
    }
  })
})

describe('a copy of the repository that was restored from a backup', () => {
  it('rolls no register back: what was confirmed since stays, and is published above', async () => {
    await office.change('registry', member(MEMBER))
    await publisher().publish('registry')
    const old = await copyOf(founded)
    await office.change('registry', member(MEMBER, 'Home'))
    await publisher().publish('registry')
    await office.change('registry', { changes: [{ act: 'remove', object: 'member', id: MEMBER }] })
    await publisher().publish('registry')
    expect((await published())?.version).toBe(4)

    const own = publisher(old)
    await own.follow()
    await publisher(old).follow()
    expect(await findItem(office.pool, 'member', MEMBER)).toBeNull()
    // What the founding published was followed once.
    expect((await actions()).filter((action) => action === 'directory.followed')).toHaveLength(1)
    expect((await actions()).filter((action) => action === 'directory.behind')).toHaveLength(1)

    await own.publishWaiting()
    const after = await readPublished(old, 'KW', 'registry')
    expect(after).toMatchObject({ version: 5, content: { members: [] } })
    await publisher(old).follow()
    await own.publishWaiting()
    expect((await readPublished(old, 'KW', 'registry'))?.version).toBe(5)
    expect((await verifyAudit(office.pool)).brokenAt).toBeNull()
  })
})

describe('two documents of one version', () => {
  it('are told as a fork: an alarm, once, and the register is published above both', async () => {
    await office.change('registry', member(MEMBER))
    const before = await copyOf(founded)
    await publisher().publish('registry')
    // Another hand that holds the key published on the older copy, which then took this one's place.
    const { online } = founded
    const other = { state: 'KW', kind: 'registry' as const, signer: ops(), onlineKeys: online.KW, now: now + 1 }
    const content = (await readPublished(before, 'KW', 'registry'))?.content as RegistryContent
    await updateDocument({ ...other, repository: before, content })
    await expect(publisher(before).follow()).rejects.toMatchObject({
      code: 'DIRECTORY_FORKED',
      params: { document: 'registry', version: '2', state: 'KW' },
    })
    await publisher(before).follow()
    expect((await actions()).filter((action) => action === 'directory.forked')).toHaveLength(1)
    await publisher(before).publishWaiting()
    expect(await readPublished(before, 'KW', 'registry')).toMatchObject({
      version: 3,
      content: { members: [{ id: MEMBER }] },
    })
  })
})

describe('a state that holds no online key', () => {
  it('hands over over a copy of its own, and makes its word anew when somebody else was faster', async () => {
    const copy = await copyOf(founded)
    await office.change('registry', member(MEMBER))
    let raced = false
    const writer = openWriter({
      site: 'KW',
      repository: founded.repository,
      onlineKeys: founded.online.KW,
      lock: postgresLock(office.pool),
      others: [],
      sites: new Map(),
      clock: () => now,
    })
    const door = openDoor({
      writer,
      repository: founded.repository,
      trustedRoot: founded.trustedRoot,
      clock: () => now,
    })
    const own = openPublisher({
      ...deskOf(office),
      repository: copy,
      look: async () => void (await copyVersion(founded.repository, copy)),
      handOver: async (body) => {
        if (!raced) {
          raced = true
          const { repository, online } = founded
          const content = { ...((await published())?.content as RegistryContent), revocationsTo: 7 }
          const act = { repository, onlineKeys: online.KW, now, signer: ops() }
          await updateDocument({ ...act, state: 'KW', kind: 'registry', content })
        }
        return door.takeRole(body)
      },
      signerOf: keyFor,
      clock: () => now,
    })
    await own.publish('registry')
    expect(await published()).toMatchObject({ version: 3, content: { members: [{ id: MEMBER }], revocationsTo: 7 } })
    expect(await nameIn()).toBe('Interior')
  })
})

describe('a document', () => {
  it('is signed anew when half of the life of its signature is over, with the same content', async () => {
    await office.change('registry', member(MEMBER))
    const own = publisher()
    await own.publish('registry')
    now = NOW + 14 * DAY
    await own.renew()
    expect((await published())?.version).toBe(2)
    now = NOW + 16 * DAY
    await own.renew()
    expect(await published()).toMatchObject({ version: 3, expires: now + 30 * DAY })
    const signed = (await readAudit(office.pool, { after: 0, limit: 99 })).filter(
      ({ action }) => action === 'directory.published',
    )
    expect(signed.map(({ subject }) => subject)).toEqual(['registry', 'trust', 'registry'])
  })
})
