import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DirectoryView } from '@rabt/directory'
import { makeCa, makeCertificate, p256 } from '@rabt/directory/testing'
import { pemOf } from '@rabt/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OwnTls } from './own-tls.ts'

const SETTLE_MS = 60_000
const GATEWAY = 'KW/GOV/EGOV/gw1'
const T = 1_800_000_000_000
const ca = makeCa('a CA', T)

let folder: string
let tlsKeys: Buffer[]
const view = {
  gateways: new Map([
    [
      GATEWAY,
      {
        get tlsKeys() {
          return tlsKeys
        },
      },
    ],
  ]),
} as unknown as DirectoryView

const read = (name: string) => readFile(join(folder, name), 'utf8')

/** Writes `<name>.pem` and `<name>.crt`; SHA-256 of the key's SubjectPublicKeyInfo. */
async function put(name: string, life = 1): Promise<Buffer> {
  const { privateKey, publicKey } = p256()
  const certificate = makeCertificate({
    subject: GATEWAY,
    issuer: ca,
    publicKey,
    extensions: [],
    notBefore: T,
    notAfter: T + life * 86_400_000,
  })
  await writeFile(join(folder, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  await writeFile(join(folder, `${name}.crt`), pemOf('CERTIFICATE', certificate))
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rabt-tls-'))
  tlsKeys = []
  for (const name of ['tls', 'edge', 'admin']) await put(name)
})
afterEach(() => rm(folder, { recursive: true }))

describe("the node's own TLS", () => {
  it('takes what was renewed in its files, and says so once', async () => {
    const tls = await OwnTls.open({ folder, gateway: GATEWAY, settleMs: SETTLE_MS })
    expect(await tls.look(view, T)).toBe(false)
    await put('edge')
    expect(await tls.look(view, T)).toBe(true)
    expect(tls.pairs.edge.cert).toBe(await read('edge.crt'))
    expect(await tls.look(view, T)).toBe(false)
  })

  it('takes the next key when the directory has listed it long enough in this process', async () => {
    const tls = await OwnTls.open({ folder, gateway: GATEWAY, settleMs: SETTLE_MS })
    const next = await put('tls.next')
    const certificate = await read('tls.next.crt')
    expect(await tls.look(view, T)).toBe(false)
    tlsKeys = [next]
    expect(await tls.look(view, T + SETTLE_MS)).toBe(false)
    expect(await tls.look(view, T + 2 * SETTLE_MS - 1)).toBe(false)
    expect(await tls.look(view, T + 2 * SETTLE_MS)).toBe(true)
    expect(tls.pairs.link.cert).toBe(certificate)
    expect(await read('tls.crt')).toBe(certificate)
  })

  it('waits anew for a key that was delisted meanwhile', async () => {
    const tls = await OwnTls.open({ folder, gateway: GATEWAY, settleMs: SETTLE_MS })
    tlsKeys = [await put('tls.next')]
    await tls.look(view, T)
    const listed = tlsKeys
    tlsKeys = []
    await tls.look(view, T + 1)
    tlsKeys = listed
    await tls.look(view, T + 2)
    expect(await tls.look(view, T + SETTLE_MS + 1)).toBe(false)
    expect(await tls.look(view, T + SETTLE_MS + 2)).toBe(true)
  })

  it('leaves a next key without its certificate, or with that of another', async () => {
    const tls = await OwnTls.open({ folder, gateway: GATEWAY, settleMs: SETTLE_MS })
    const next = await put('tls.next')
    const other = await put('other')
    await rename(join(folder, 'other.crt'), join(folder, 'tls.next.crt'))
    tlsKeys = [next, other]
    await tls.look(view, T)
    expect(await tls.look(view, T + SETTLE_MS)).toBe(false)
  })

  it('keeps the old pair while a certificate does not fit its key, and takes the others', async () => {
    const tls = await OwnTls.open({ folder, gateway: GATEWAY, settleMs: SETTLE_MS })
    const before = tls.pairs
    await put('other')
    await rename(join(folder, 'other.crt'), join(folder, 'tls.crt'))
    await expect(tls.look(view, T)).rejects.toThrow('certificate does not fit its key: link')
    expect(tls.pairs).toBe(before)
    await put('edge')
    expect(await tls.look(view, T)).toBe(true)
    expect(tls.pairs).toMatchObject({ link: before.link, edge: { cert: await read('edge.crt') } })
    await rename(join(folder, 'other.pem'), join(folder, 'tls.pem'))
    expect(await tls.look(view, T)).toBe(true)
    expect(tls.pairs.link.cert).toBe(await read('tls.crt'))
  })

  it('takes neither a key nor a certificate that cannot be read', async () => {
    const tls = await OwnTls.open({ folder, gateway: GATEWAY, settleMs: SETTLE_MS })
    const before = tls.pairs
    for (const name of ['admin.pem', 'admin.crt']) {
      await writeFile(join(folder, name), 'half a fi')
      await expect(tls.look(view, T)).rejects.toThrow('does not fit its key: admin')
    }
    expect(tls.pairs).toBe(before)
  })

  it.each(['tls', 'edge', 'admin'])(
    'opens with no certificate %s.crt that does not fit its key, or is not there',
    async (name) => {
      const open = () => OwnTls.open({ folder, gateway: GATEWAY, settleMs: SETTLE_MS })
      const refused = { code: 'CONFIGURATION_INVALID', params: { field: `keys/${name}.crt` } }
      await put('other')
      await rename(join(folder, 'other.crt'), join(folder, `${name}.crt`))
      await expect(open()).rejects.toMatchObject(refused)
      await writeFile(join(folder, `${name}.crt`), 'half a fi')
      await expect(open()).rejects.toMatchObject(refused)
      await rm(join(folder, `${name}.crt`))
      await expect(open()).rejects.toMatchObject(refused)
      await put(name)
      expect((await open()).pairs.link.cert).toBe(await read('tls.crt'))
    },
  )

  it('finishes what an ended process had begun', async () => {
    await put('tls.next')
    const key = await read('tls.next.pem')
    await rename(join(folder, 'tls.next.crt'), join(folder, 'tls.crt'))
    const tls = await OwnTls.open({ folder, gateway: GATEWAY, settleMs: SETTLE_MS })
    expect(tls.pairs.link.key).toBe(key)
    expect(await read('tls.pem')).toBe(key)
  })
})
