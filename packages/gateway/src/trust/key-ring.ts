import { createPublicKey } from 'node:crypto'
import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { DirectoryView } from '@rabt/directory'
import type { GatewaySigner, MemberSigner } from '../link/signer.ts'
import { loadGatewaySigner, loadMemberSigners } from './key-files.ts'
import { digestOf, isFor, isMemberFile, type KeyName, readKey } from './next-key.ts'

const SIGNING = ['lane', 'lane-pq', 'receipt'] as const

export interface KeyRingOptions {
  /** `<use>.pem`, `members/<encoded member>.pem`, and beside each, while it is changed, `<use>.next.pem`. */
  readonly folder: string
  readonly federation: string
  readonly gateway: string
  /**
   * A key is in force this long before it signs, ms: what was created before that, and waits for its lane, is not signed by a key that was
   * not yet in force at `created`; and the peers know the directory that lists it.
   */
  readonly settleMs: number
}

/** What changed at a look. */
export interface KeyChange {
  /** The lanes go on with other keys. */
  readonly lanes: boolean
  /** File names without `.pem`, such as `receipt` or `members/KW%2FGOV%2FMOI`. */
  readonly taken: readonly string[]
  /** Why others were not taken. */
  readonly failed: readonly unknown[]
}

/**
 * The keys that a gateway signs with, changed while it runs: the operator puts the next key beside the one in use, the state publishes it, and the
 * gateway takes it when the directory has listed it for `settleMs`. The file of the key before is overwritten: a retired private key is nobody's.
 */
export class KeyRing {
  readonly #options: KeyRingOptions
  #signer: GatewaySigner
  #members: ReadonlyMap<string, MemberSigner>

  private constructor(options: KeyRingOptions, signer: GatewaySigner, members: ReadonlyMap<string, MemberSigner>) {
    this.#options = options
    this.#signer = signer
    this.#members = members
  }

  /** @throws RabtError CONFIGURATION_INVALID when a key in use cannot be read. */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const { folder, federation, gateway } = options
    return new KeyRing(options, await loadGatewaySigner(folder, federation, gateway), await loadMemberSigners(folder))
  }

  get signer(): GatewaySigner {
    return this.#signer
  }

  member(id: string): MemberSigner | undefined {
    return this.#members.get(id)
  }

  /**
   * Takes the next keys that the directory lists and that have settled. A file that is no key for its place is passed over; what fails for one
   * is told and tried at the next look. Throws what reading the keys in use throws.
   */
  async look(view: DirectoryView, now: number): Promise<KeyChange> {
    const taken: string[] = []
    const failed: unknown[] = []
    const take = async (name: KeyName, listed: (digest: string) => Listed | undefined): Promise<void> => {
      try {
        if (await this.#take(name, listed, now)) taken.push(name)
      } catch (error) {
        failed.push(error)
      }
    }
    for (const use of SIGNING) await take(use, this.#listedUse(view, use))
    for (const name of await nextMembers(this.#options.folder)) await take(name, this.#listedSeal(view, name))
    if (taken.length > 0) await this.#reload(taken)
    return { lanes: taken.includes('lane') || taken.includes('lane-pq'), taken, failed }
  }

  async #take(name: KeyName, listed: (digest: string) => Listed | undefined, now: number): Promise<boolean> {
    const file = join(this.#options.folder, name)
    const next = await readKey(`${file}.next.pem`)
    if (next === null || !isFor(name, next)) return false
    const found = listed(digestOf(name, createPublicKey(next)).toString('hex'))
    if (found === undefined || found.retired !== null) return false
    if (now < found.from + this.#options.settleMs || now >= found.until) return false
    await rename(`${file}.next.pem`, `${file}.pem`)
    return true
  }

  #listedUse(view: DirectoryView, use: (typeof SIGNING)[number]) {
    return (digest: string): Listed | undefined => {
      const key = view.gatewayKey(this.#options.gateway, use, digest)
      return key && { from: key.from, until: Number.POSITIVE_INFINITY, retired: key.retired }
    }
  }

  #listedSeal(view: DirectoryView, name: KeyName) {
    const member = decodeURIComponent(name.slice('members/'.length))
    return (digest: string): Listed | undefined => {
      const seal = view.sealKey(member, digest)
      return seal && { from: seal.notBefore, until: seal.notAfter, retired: seal.retired }
    }
  }

  async #reload(taken: readonly string[]): Promise<void> {
    const { folder, federation, gateway } = this.#options
    if (SIGNING.some((use) => taken.includes(use))) this.#signer = await loadGatewaySigner(folder, federation, gateway)
    if (taken.some((name) => name.startsWith('members/'))) this.#members = await loadMemberSigners(folder)
  }
}

/** What the directory says of a key, Unix ms. */
interface Listed {
  readonly from: number
  readonly until: number
  readonly retired: number | null
}

async function nextMembers(folder: string): Promise<readonly KeyName[]> {
  const names = await readdir(join(folder, 'members')).catch(() => [])
  return names.flatMap((file): KeyName[] => {
    const name = file.slice(0, -'.next.pem'.length)
    return file.endsWith('.next.pem') && isMemberFile(name) ? [`members/${name}`] : []
  })
}
