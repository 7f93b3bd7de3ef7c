import type { Json } from '../codec/canonical-json.ts'
import { FEDERATION_PATH } from '../metadata/names.ts'
import type { Delegation, RoleKeys, RootSigned, TargetFile } from '../metadata/schema.ts'
import { type Need, type Unsigned, unsigned } from './draft.ts'
import { type Expiries, expiresAt, SPEC_VERSION } from './plan.ts'
import { type Holder, keysOf, type Signer, signMetadata } from './signer.ts'

/** Public keys of the online roles. Several of one role are several states that can take over; one of them signs. */
export interface OnlineHolders {
  readonly snapshot: readonly Holder[]
  readonly timestamp: readonly Holder[]
}

/** Who may sign what concerns all, and who joins versions together. */
export interface RootShape {
  readonly rootKeys: readonly Holder[]
  readonly threshold: number
  readonly online: OnlineHolders
}

interface Moment {
  readonly version: number
  /** Unix ms. */
  readonly now: number
  readonly expiries: Expiries
}

const needOf = ({ keyids, threshold }: RoleKeys): Need => ({ keyids, threshold })

const sameKeys = (a: RoleKeys, b: RoleKeys): boolean =>
  a.threshold === b.threshold && [...a.keyids].sort().join() === [...b.keyids].sort().join()

const idsOf = (keys: readonly Holder[]): string[] => keys.map((key) => key.keyId).sort()

/** TUF 1.0.31 §5.3.4: a root is signed by a threshold of the root before it and of itself. */
export const draftRoot = (
  shape: RootShape,
  before: RootSigned | null,
  { version, now, expiries }: Moment,
): Unsigned => {
  const { rootKeys, threshold, online } = shape
  const offline = { keyids: idsOf(rootKeys), threshold }
  const signed = {
    _type: 'root',
    spec_version: SPEC_VERSION,
    version,
    expires: expiresAt(now, expiries.root),
    consistent_snapshot: true,
    keys: keysOf([...rootKeys, ...online.snapshot, ...online.timestamp]) as unknown as Json,
    roles: {
      root: offline,
      targets: offline,
      snapshot: { keyids: idsOf(online.snapshot), threshold: 1 },
      timestamp: { keyids: idsOf(online.timestamp), threshold: 1 },
    },
  }
  const old = before === null || sameKeys(before.roles.root, offline) ? [] : [needOf(before.roles.root)]
  return unsigned('root', signed, [...old, offline])
}

export interface TargetsContent {
  readonly federation: TargetFile
  readonly delegations: { readonly keys: unknown; readonly roles: readonly Delegation[] }
}

export const draftTargets = (
  { federation, delegations }: TargetsContent,
  needs: readonly Need[],
  { version, now, expiries }: Moment,
): Unsigned =>
  unsigned(
    'targets',
    {
      _type: 'targets',
      spec_version: SPEC_VERSION,
      version,
      expires: expiresAt(now, expiries.targets),
      targets: { [FEDERATION_PATH]: federation as unknown as Json },
      delegations: delegations as unknown as Json,
    },
    needs,
  )

const signedRole = (targets: Readonly<Record<string, TargetFile>>, { version, now, expiries }: Moment) => ({
  _type: 'targets',
  spec_version: SPEC_VERSION,
  version,
  expires: expiresAt(now, expiries.state),
  targets: targets as unknown as Json,
})

export const draftRole = (
  role: string,
  targets: Readonly<Record<string, TargetFile>>,
  needs: readonly Need[],
  moment: Moment,
): Unsigned => unsigned(role, signedRole(targets, moment), needs)

/** A delegated role's metadata, signed by whoever is given. */
export const makeRole = (
  targets: Readonly<Record<string, TargetFile>>,
  version: number,
  signers: readonly Signer[],
  now: number,
  expiries: Expiries,
): Promise<Uint8Array> => signMetadata(signedRole(targets, { version, now, expiries }), signers)
