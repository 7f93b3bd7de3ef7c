/** TUF roots of a bundle, in the order that the format wants. */
export interface OrderedRoots {
  /** By ascending version, each once. */
  readonly isAscending: boolean
  /** Those newer than the trusted one, oldest first. */
  readonly newer: readonly Uint8Array[]
}

/** Puts a bundle's roots beside the trusted one, by what they say of themselves: nothing of them is verified here. */
export function orderRoots(trusted: Uint8Array, chain: readonly Uint8Array[]): OrderedRoots {
  const versions = chain.map(versionOf)
  const from = versionOf(trusted)
  return {
    isAscending: versions.every((version, at) => version > (versions[at - 1] ?? 0)),
    newer: chain.filter((_, at) => (versions[at] ?? 0) > from),
  }
}

/** Version that a root's metadata states; 0 for anything else. */
function versionOf(root: Uint8Array): number {
  try {
    const value: unknown = JSON.parse(Buffer.from(root).toString('utf8'))
    const version = member(member(value, 'signed'), 'version')
    return typeof version === 'number' && Number.isSafeInteger(version) ? version : 0
  } catch {
    return 0
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([one]) => one === name)?.[1] : undefined
