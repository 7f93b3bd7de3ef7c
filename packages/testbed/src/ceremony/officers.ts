import { join } from 'node:path'
import { loadOrCreateKey, makePrivateDir } from '@rabt/authority'
import { type DocumentKind, keySigner, type OnlineKeys, type Signer } from '@rabt/directory'
import { SECRETARIAT, STATES } from '../federation/states.ts'

/**
 * The sample officers. In a real federation each of these keys is in another hand: a state's root and trust key offline,
 * its ops key at its authority, snapshot and timestamp with the two states that can write the directory.
 */
export interface Officers {
  /** By state code. */
  readonly root: Readonly<Record<string, Signer>>
  readonly state: Readonly<Record<string, Signer>>
  readonly ops: Readonly<Record<string, Signer>>
  readonly organisation: Signer
  readonly online: OnlineKeys
  /** Of the second state that can write the directory, Saudi Arabia. */
  readonly standby: OnlineKeys
}

/** Opens the officers' keys under `dir`, one folder a hand, making them the first time. */
export function openOfficers(dir: string): Officers {
  const signer = (hand: string, name: string): Signer => {
    makePrivateDir(join(dir, hand))
    return keySigner(loadOrCreateKey(join(dir, hand, `${name}.pem`), 'ed25519'))
  }
  const ofStates = (name: string) =>
    Object.fromEntries(STATES.map(({ code }) => [code, signer(code.toLowerCase(), name)]))
  return {
    root: ofStates('root'),
    state: ofStates('state'),
    ops: ofStates('ops'),
    organisation: signer('gcc', 'organisation'),
    online: { snapshot: signer('online', 'snapshot'), timestamp: signer('online', 'timestamp') },
    standby: { snapshot: signer('standby', 'snapshot'), timestamp: signer('standby', 'timestamp') },
  }
}

/** Whose key signs a party's document. */
export function signerOf(officers: Officers, code: string, kind: DocumentKind): Signer {
  const ofStates = kind === 'trust' ? officers.state : officers.ops
  const signer = code === SECRETARIAT.code ? officers.organisation : ofStates[code]
  if (signer === undefined) throw new RangeError(`no officer of ${code}`)
  return signer
}
