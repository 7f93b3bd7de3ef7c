import { viewFromDocuments } from '../assemble/view.ts'
import type { FederationDocument } from '../document/federation.ts'
import { readFederation } from '../document/read.ts'
import { openEnvelope } from '../metadata/envelope.ts'
import { metadataName, TIMESTAMP } from '../metadata/names.ts'
import { type TrustedRoot, walkRoots } from '../metadata/roots.ts'
import { roleSchema, snapshotSchema, targetsSchema } from '../metadata/schema.ts'
import { readTimestamp, readVersion, versionOf } from '../metadata/version.ts'
import { readRoots } from '../publish/current.ts'
import { gatherFiles } from '../publish/gather.ts'
import type { Repository } from '../publish/repository.ts'
import { refusal } from '../refuse.ts'
import type { CheckedView } from '../view.ts'

/** What is published now, verified from the first root on but for expiry: who looks after it must see what has expired. */
export interface PublishedNow {
  readonly root: TrustedRoot
  readonly federation: FederationDocument
  readonly view: CheckedView
  /** Expiry of each role's metadata, Unix ms, in the order root, timestamp, snapshot, targets, then the states'. */
  readonly expires: ReadonlyMap<string, number>
}

const FOREVER = { top: Number.POSITIVE_INFINITY, role: Number.POSITIVE_INFINITY }

/** `trustedRoot`: default the first root of the repository. Throws DIRECTORY_INVALID or DIRECTORY_UNREACHABLE. */
export const readPublishedNow = async (repository: Repository, trustedRoot?: Uint8Array): Promise<PublishedNow> => {
  const rootChain = await readRoots(repository)
  const root = walkRoots(trustedRoot ?? (rootChain[0] as Uint8Array), rootChain)
  const files = await gatherFiles(repository)
  const bytes = files.get(TIMESTAMP)
  if (bytes === undefined) throw refusal('timestamp', 'not there')
  const timestamp = readTimestamp(root, bytes)
  const { version, expires } = versionOf(timestamp)
  const verified = readVersion(root, files, version, 0, FOREVER)
  const { view } = viewFromDocuments({ ...verified, expires })

  const file = (name: string): Uint8Array => files.get(name) ?? new Uint8Array()
  const snapshot = openEnvelope(file(metadataName('snapshot', version.number)), snapshotSchema, 'snapshot').signed
  const expiries = new Map([
    ['root', root.signed.expires],
    ['timestamp', timestamp.expires],
    ['snapshot', snapshot.expires],
  ])
  const versionIn = (role: string): number => snapshot.meta[`${role}.json`]?.version ?? 0
  const targets = openEnvelope(file(metadataName('targets', versionIn('targets'))), targetsSchema, 'targets').signed
  expiries.set('targets', targets.expires)
  for (const { name } of targets.delegations.roles) {
    const metadata = files.get(metadataName(name, versionIn(name)))
    // A role whose file is missing or does not hold is an issue of the view.
    if (metadata === undefined || view.issues.some(({ place }) => place === name)) continue
    expiries.set(name, openEnvelope(metadata, roleSchema, name).signed.expires)
  }
  return {
    root,
    federation: readFederation(verified.federation),
    view,
    expires: new Map([...expiries].map(([role, text]) => [role, Date.parse(text)])),
  }
}
