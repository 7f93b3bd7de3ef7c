import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificates, NOW } from '../../test/hostile/federation.ts'
import { goodAnswer } from '../../test/hostile/parsers/ocsp.ts'
import { OcspChecker } from './ocsp.ts'
import { OcspFiles } from './ocsp-files.ts'

const HOUR = 3_600_000
const { ca, seal } = makeCertificates('KW')
const NAME = `${new X509Certificate(seal).fingerprint256.replaceAll(':', '').toLowerCase()}.ocsp`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocsp-'))
})
afterEach(() => rm(folder, { recursive: true }))

interface Process {
  readonly now: number
  /** Null while the responder is down. */
  readonly nextUpdate: number | null
  readonly authority?: typeof ca
  /** The responder answers about another certificate. */
  readonly ofAnother?: boolean
}

/** A gateway from its start: what it has learnt before lies in the folder alone. */
async function start({ now, nextUpdate, authority = ca, ofAnother = false }: Process) {
  const errors: unknown[] = []
  let asked = 0
  const files = await OcspFiles.open(folder, (error) => errors.push(error))
  const checker = new OcspChecker({
    cas: () => [{ state: 'KW', certificate: ca.certificate, ocspUrl: 'http://ocsp.invalid/' }],
    clock: () => now,
    random: (count) => Buffer.alloc(count, 3),
    memory: files,
    fetch: async (_url, init) => {
      asked += 1
      if (nextUpdate === null) throw new TypeError('fetch failed')
      const single = { asked: !ofAnother, thisUpdate: NOW - HOUR, nextUpdate }
      return new Response(await goodAnswer(init?.body as Uint8Array, authority, [single]))
    },
  })
  return { check: () => checker.check(seal), errors, asked: () => asked, silent: () => [...checker.silent] }
}

const down = (now: number): Process => ({ now, nextUpdate: null })
const refused = { code: 'CERTIFICATE_INVALID' }

describe('a gateway that starts while the responder is down', () => {
  beforeEach(async () => {
    const before = await start({ now: NOW, nextUpdate: NOW + HOUR })
    await before.check()
    expect(await readdir(folder)).toEqual([NAME])
  })

  it('asks in vain, and goes by the last answer until its nextUpdate', async () => {
    const again = await start(down(NOW + HOUR / 2))
    await expect(again.check()).resolves.toBeUndefined()
    await expect(again.check()).resolves.toBeUndefined()
    expect(again.asked()).toBe(2)
  })

  it('says since when the responder is silent, until it answers', async () => {
    const without = await start(down(NOW))
    expect(without.silent()).toEqual([])
    await without.check()
    await without.check()
    expect(without.silent()).toEqual([['http://ocsp.invalid/', NOW]])
    const again = await start({ now: NOW, nextUpdate: NOW + HOUR })
    await again.check()
    expect(again.silent()).toEqual([])
  })

  it('goes on for the grace after it, and no longer', async () => {
    const within = await start(down(NOW + 5 * HOUR - 1))
    await expect(within.check()).resolves.toBeUndefined()
    expect(within.asked()).toBe(1)
    await expect((await start(down(NOW + 5 * HOUR))).check()).rejects.toMatchObject(refused)
  })

  it('knows nothing of a certificate that it never asked about', async () => {
    await rm(join(folder, NAME))
    await expect((await start(down(NOW))).check()).rejects.toMatchObject(refused)
  })

  it.each([
    ['with a byte changed', async (bytes: Buffer) => bytes.fill(bytes[60] === 7 ? 8 : 7, 60, 61)],
    ['cut short', async (bytes: Buffer) => bytes.subarray(0, 90)],
    ['that is empty', async () => Buffer.alloc(0)],
    ['that is too long', async (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(70_000)])],
    ['from the future', async () => answerAt(NOW + 2 * HOUR)],
    ['of another authority', async () => answerAt(NOW, makeCertificates('KW').ca)],
  ])('judges what it finds anew: an answer %s counts for nothing', async (_, change) => {
    const path = join(folder, NAME)
    await writeFile(path, await change(await readFile(path)))
    await expect((await start(down(NOW))).check()).rejects.toMatchObject(refused)
  })

  async function answerAt(thisUpdate: number, authority = ca): Promise<Buffer> {
    let answer = Buffer.alloc(0)
    const checker = new OcspChecker({
      cas: () => [{ state: 'KW', certificate: ca.certificate, ocspUrl: 'http://ocsp.invalid/' }],
      clock: () => thisUpdate,
      random: (count) => Buffer.alloc(count, 3),
      fetch: async (_url, init) => {
        const single = { asked: true, thisUpdate, nextUpdate: thisUpdate + HOUR }
        answer = await goodAnswer(init?.body as Uint8Array, authority, [single])
        return new Response(Buffer.from(answer))
      },
    })
    await checker.check(seal).catch(() => undefined)
    return answer
  }
})

describe('a gateway that starts while the responder answers', () => {
  const NEXT = { now: NOW + HOUR / 2, nextUpdate: NOW + HOUR }
  beforeEach(async () => {
    await (await start({ now: NOW, nextUpdate: NOW + HOUR })).check()
  })

  it('asks anew, once: the certificate may have been revoked since the last answer', async () => {
    const again = await start(NEXT)
    await again.check()
    await again.check()
    expect(again.asked()).toBe(1)
  })

  it('goes by what it is answered now, not by the last answer', async () => {
    const again = await start({ ...NEXT, ofAnother: true })
    await expect(again.check()).rejects.toMatchObject(refused)
  })
})

describe('the folder of answers', () => {
  it('takes a newer answer in the place of the one before', async () => {
    await (await start({ now: NOW, nextUpdate: NOW + HOUR })).check()
    await (await start({ now: NOW + 2 * HOUR, nextUpdate: NOW + 9 * HOUR })).check()
    expect(await readdir(folder)).toEqual([NAME])
    await expect((await start(down(NOW + 12 * HOUR))).check()).resolves.toBeUndefined()
  })

  it('holds up no link when it cannot be written', async () => {
    const gateway = await start({ now: NOW, nextUpdate: NOW + HOUR })
    await rm(folder, { recursive: true })
    await expect(gateway.check()).resolves.toBeUndefined()
    expect(gateway.errors).toHaveLength(1)
    await writeFile(folder, '')
  })

  it('keeps the newest of too many, and nothing that was half written', async () => {
    for (let at = 0; at < 6; at++) {
      const path = join(folder, `${at}`.repeat(64).concat('.ocsp'))
      await writeFile(path, 'x')
      await utimes(path, at, at)
    }
    await writeFile(join(folder, 'a.part'), 'x')
    await OcspFiles.open(folder, () => undefined, 4)
    expect((await readdir(folder)).map((name) => name[0]).sort()).toEqual(['2', '3', '4', '5'])
  })
})
