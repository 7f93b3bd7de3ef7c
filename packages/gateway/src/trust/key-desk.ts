import { X509Certificate } from 'node:crypto'
import { readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { DirectoryView } from '@rabt/directory'
import { parseClientId, RabtError, registrableProblem } from '@rabt/protocol'
import { makeCsr } from '../renewal/csr.ts'
import {
  algorithmOf,
  digestOf,
  ensureNextKey,
  GATEWAY_KEYS,
  isFor,
  isMemberFile,
  type KeyAlgorithm,
  type KeyName,
  publicBytes,
  publicHalf,
  readKey,
} from './next-key.ts'

/** What a directory says of a key: that it does not list it, since when it counts (Unix ms; null of a TLS key), or that it is retired. */
export interface Listing {
  readonly listed: boolean
  readonly from: number | null
  readonly retired: number | null
}

export interface KeyState extends Listing {
  readonly algorithm: KeyAlgorithm
  /** Base64 of the public bytes as the directory, or a request for a certificate, carries them. */
  readonly publicKey: string
  /** Base64 of the SHA-256 by which the directory knows the key. */
  readonly digest: string
}

export interface ShownKey {
  readonly name: KeyName
  readonly inUse: KeyState | null
  /** End of the certificate beside it, Unix ms; null when there is none. */
  readonly certificateUntil: number | null
  readonly next: KeyState | null
}

/** A next key with the certification request (DER) that proves possession of it; null for keys that no certificate names. */
export interface NextKey extends KeyState {
  readonly made: boolean
  readonly csr: Uint8Array | null
}

export interface KeyDeskOptions {
  readonly folder: string
  readonly instance: string
  readonly gateway: string
  readonly view: () => DirectoryView
}

/** A file system's name holds 255 bytes; `.next.pem` and what stands beside it while it is written need some. */
const LONGEST_NAME = 220

/** Where an operator asks for the next keys of the gateway and of the members that seal here (docs/operate/keys.md). Private halves never leave the folder. */
export class KeyDesk {
  readonly #options: KeyDeskOptions

  constructor(options: KeyDeskOptions) {
    this.#options = options
  }

  async list(): Promise<readonly ShownKey[]> {
    const shown: ShownKey[] = []
    for (const name of [...GATEWAY_KEYS, ...(await this.#members())]) {
      const [inUse, next, certificateUntil] = await Promise.all([
        this.#state(name, ''),
        this.#state(name, '.next'),
        certificateEnd(this.#options.folder, name),
      ])
      shown.push({ name, inUse, certificateUntil, next })
    }
    return shown
  }

  /** Makes the next key of a name, or shows the one that is there. Throws what writing files throws. */
  async next(name: KeyName): Promise<NextKey> {
    const { key, made } = await ensureNextKey(this.#options.folder, name)
    const state = this.#describe(name, publicHalf(key))
    if (algorithmOf(name) !== 'p256') return { ...state, made, csr: null }
    const { instance, gateway } = this.#options
    const ofGateway = name === 'tls'
    const csr = await makeCsr({
      key,
      country: instance,
      commonName: ofGateway ? gateway : memberIn(name),
      uris: ofGateway ? [`urn:rabt:gateway:${gateway}`] : [],
    })
    return { ...state, made, csr }
  }

  /** @throws RabtError NOT_FOUND; CONFLICT if the directory lists the key: it would then be taken by nobody. */
  async drop(name: KeyName): Promise<void> {
    const next = await this.#state(name, '.next')
    if (next?.listed) throw new RabtError('CONFLICT', { what: `${name}.next` })
    const file = join(this.#options.folder, `${name}.next`)
    await unlink(`${file}.crt`).catch(unlessAbsent)
    await unlink(`${file}.pem`).catch((error: unknown) => {
      unlessAbsent(error)
      throw new RabtError('NOT_FOUND', { what: `${name}.next` })
    })
  }

  async #members(): Promise<readonly KeyName[]> {
    const files = await readdir(join(this.#options.folder, 'members')).catch(() => [])
    const names = files.flatMap((file) => (file.endsWith('.pem') ? [file.replace(/(\.next)?\.pem$/, '')] : []))
    return [...new Set(names)]
      .filter(isMemberFile)
      .sort()
      .map((name): KeyName => `members/${name}`)
  }

  async #state(name: KeyName, suffix: '' | '.next'): Promise<KeyState | null> {
    const key = await readKey(join(this.#options.folder, `${name}${suffix}.pem`))
    return key !== null && isFor(name, key) ? this.#describe(name, publicHalf(key)) : null
  }

  #describe(name: KeyName, key: ReturnType<typeof publicHalf>): KeyState {
    const digest = digestOf(name, key)
    return {
      algorithm: algorithmOf(name),
      publicKey: publicBytes(name, key).toString('base64'),
      digest: digest.toString('base64'),
      ...this.#listing(name, digest.toString('hex')),
    }
  }

  #listing(name: KeyName, digest: string): Listing {
    const { view, gateway } = this.#options
    if (name === 'tls') {
      const keys = view().gateways.get(gateway)?.tlsKeys ?? []
      const listed = keys.some((one) => Buffer.from(one).toString('hex') === digest)
      return { listed, from: null, retired: null }
    }
    if (name === 'lane' || name === 'lane-pq' || name === 'receipt') {
      const key = view().gatewayKey(gateway, name, digest)
      return { listed: key !== undefined, from: key?.from ?? null, retired: key?.retired ?? null }
    }
    const seal = view().sealKey(memberIn(name), digest)
    return { listed: seal !== undefined, from: seal?.notBefore ?? null, retired: seal?.retired ?? null }
  }
}

function unlessAbsent(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}

const memberIn = (name: KeyName): string => decodeURIComponent(name.slice('members/'.length))

/**
 * The name of a member's sealing key; a gateway holds those of its own state's members.
 * @throws RabtError MALFORMED_IDENTIFIER, NOT_FOUND for a member of another state.
 */
export function sealKeyName(member: string, instance: string): KeyName {
  const { id, parts } = parseClientId(member)
  const file = encodeURIComponent(id)
  const problem = registrableProblem(parts) ?? (file.length > LONGEST_NAME ? 'is too long for a key file' : null)
  if (parts.length !== 3 || problem !== null)
    throw new RabtError('MALFORMED_IDENTIFIER', { identifier: id, form: 'instance/class/member' })
  if (parts[0] !== instance) throw new RabtError('NOT_FOUND', { what: id })
  return `members/${file}`
}

async function certificateEnd(folder: string, name: string): Promise<number | null> {
  try {
    return new X509Certificate(await readFile(join(folder, `${name}.crt`))).validToDate.getTime()
  } catch {
    return null
  }
}
