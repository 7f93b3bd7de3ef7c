import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { DirectoryView, GatewayKeyUse } from '@rabt/directory'
import { publicKeyDigest, rawPublicKey } from '@rabt/ledger'
import { sha256 } from '@rabt/protocol'
import type { GatewaySigner, MemberSigner } from '../link/signer.ts'
import { loadGatewaySigner, loadMemberSigners } from './key-files.ts'

const SIGNING: readonly GatewayKeyUse[] = ['lane', 'lane-pq', 'receipt']

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

  /** Takes the next keys that the directory lists and that have settled. Throws what reading and renaming files throws; a key that was not taken is at the next look. */
  async look(view: DirectoryView, now: number): Promise<KeyChange> {
    const { folder, federation, gateway, settleMs } = this.#options
    const taken: string[] = []
    for (const use of SIGNING) {
      const next = await readPublic(join(folder, `${use}.next.pem`))
      if (next === null) continue
      const listed = view.gatewayKey(gateway, use, sha256(Buffer.from(rawPublicKey(next))).toString('hex'))
      if (!listed || listed.retired !== null || now < listed.from + settleMs) continue
      await rename(join(folder, `${use}.next.pem`), join(folder, `${use}.pem`))
      taken.push(use)
    }
    for (const name of await nextMembers(folder)) {
      const next = await readPublic(join(folder, `${name}.next.pem`))
      if (next === null) continue
      const member = decodeURIComponent(name.slice('members/'.length))
      const listed = view.sealKey(member, publicKeyDigest(next).toString('hex'))
      if (!listed || listed.retired !== null || now < listed.notBefore + settleMs || now >= listed.notAfter) continue
      await rename(join(folder, `${name}.next.pem`), join(folder, `${name}.pem`))
      taken.push(name)
    }
    if (taken.length === 0) return { lanes: false, taken }
    if (SIGNING.some((use) => taken.includes(use))) this.#signer = await loadGatewaySigner(folder, federation, gateway)
    this.#members = await loadMemberSigners(folder)
    return { lanes: taken.includes('lane') || taken.includes('lane-pq'), taken }
  }
}

/** Public half of a key file; null when there is none, or it cannot be read yet (it is being written). */
async function readPublic(file: string) {
  try {
    return createPublicKey(createPrivateKey(await readFile(file)))
  } catch {
    return null
  }
}

async function nextMembers(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'members')).catch(() => [])
  return names.flatMap((name) => (name.endsWith('.next.pem') ? [`members/${name.slice(0, -'.next.pem'.length)}`] : []))
}
