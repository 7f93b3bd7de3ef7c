import { sha256 } from '../src/codec/digest.ts'
import {
  type CheckedView,
  NOTHING_REVOKED,
  type RevocationContent,
  type Signer,
  signRevocation,
  verifyAsOf,
} from '../src/index.ts'
import { DAY, type Federation, HOUR, NOW } from './federation.ts'

/** The first version of a founded federation, as a client sees it an hour later. */
export const viewOf = (federation: Federation): CheckedView => {
  const snapshot = federation.files.get('metadata/1.snapshot.json') as Uint8Array
  const version = { number: 1, hash: sha256(snapshot) }
  return verifyAsOf({
    rootChain: [],
    files: federation.files,
    version,
    trustedRoot: federation.trustedRoot,
    time: NOW + HOUR,
  })
}

type Change = Partial<Omit<RevocationContent, 'revoked'>> & { readonly revoked?: Partial<RevocationContent['revoked']> }

/** What Kuwait says unless told otherwise: its gateway is to be trusted no more. */
export const contentOf = ({ revoked, ...change }: Change = {}): RevocationContent => ({
  federation: 'gcc',
  state: 'KW',
  number: 1,
  directory: 1,
  issued: NOW,
  expires: NOW + 7 * DAY,
  decision: '3/2026',
  ...change,
  revoked: { ...NOTHING_REVOKED, ...(revoked ?? { gateways: ['KW/GOV/EGOV/gw1'] }) },
})

export const revoke = (signers: Signer | readonly Signer[], change: Change = {}): Promise<Uint8Array> =>
  signRevocation(contentOf(change), [signers].flat())
