/** Names of files in the repository: consistent snapshots, so a name once published never changes its bytes. */
export const TIMESTAMP = 'metadata/timestamp.json'

/** TUF 1.0.31 §6.2: VERSION.ROLE.json. */
export const metadataName = (role: string, version: number): string => `metadata/${version}.${role}.json`

/** TUF 1.0.31 §6.2: the digest stands before the base name of the target. */
export const targetName = (path: string, sha256: string): string => {
  const slash = path.lastIndexOf('/') + 1
  return `targets/${path.slice(0, slash)}${sha256}.${path.slice(slash)}`
}

/** The small document that the threshold of states signs itself: who belongs to the federation and at which stage. */
export const FEDERATION_PATH = 'federation.json'

/** Code of the General Secretariat's own area; not a state, no vote in the root. */
export const ORGANISATION = 'GCC'

/** Which roles may speak for a code, and where its documents lie. */
export interface Authority {
  readonly code: string
  readonly trust: { readonly role: string; readonly path: string }
  readonly registry: { readonly role: string; readonly path: string }
  /** May be absent. */
  readonly agreements: { readonly role: string; readonly path: string }
}

export const authorityOf = (code: string): Authority => {
  const area = code.toLowerCase()
  const role = code === ORGANISATION ? `org-${area}` : `state-${area}`
  const online = code === ORGANISATION ? role : `${role}-ops`
  return {
    code,
    trust: { role, path: `${area}/trust.json` },
    registry: { role: online, path: `${area}/registry.json` },
    agreements: { role: online, path: `${area}/registry/agreements.json` },
  }
}

/** The roles of a code with the paths delegated to each: one pattern per depth, since `*` stays within one segment. */
export const delegationsOf = (code: string): ReadonlyMap<string, readonly string[]> => {
  const { trust, registry } = authorityOf(code)
  const area = code.toLowerCase()
  const trustPaths = [trust.path, `${area}/trust/*.json`]
  const registryPaths = [registry.path, `${area}/registry/*.json`]
  return trust.role === registry.role
    ? new Map([[trust.role, [...trustPaths, ...registryPaths]]])
    : new Map([
        [trust.role, trustPaths],
        [registry.role, registryPaths],
      ])
}
