/** What a revocation takes away. Digests are in lower-case hexadecimal. */
export interface Revoked {
  readonly gateways: readonly string[]
  /** SHA-256 of the SubjectPublicKeyInfo of TLS keys. */
  readonly tlsKeys: readonly string[]
  /** SHA-256 of gateways' raw public keys. */
  readonly keys: readonly string[]
  /** SHA-256 of CAs' certificates: they go with what they issued. */
  readonly cas: readonly string[]
  readonly members: readonly string[]
  /** Of its own text the issuer withdraws the whole, of another's its own acceptance. */
  readonly agreements: readonly string[]
  /** Only by the threshold of states. */
  readonly states: readonly string[]
}

/** A signed revocation, its shape checked (docs/spec/revocation.md). Times are Unix milliseconds. */
export interface Revocation {
  /** SHA-256 of the document, hexadecimal: what tells two revocations apart. */
  readonly digest: string
  readonly bytes: Uint8Array
  readonly federation: string
  /** Code of the issuer; `*`: the threshold of states. */
  readonly state: string
  readonly number: number
  /** Number of the directory version that the issuer went by. */
  readonly directory: number
  readonly issued: number
  readonly expires: number
  readonly revoked: Revoked
  readonly decision: string | null
}
