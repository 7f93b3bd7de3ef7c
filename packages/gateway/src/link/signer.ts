/** The gateway's own keys, each with one purpose. Lines are C2SP signature lines without a newline. */
export interface GatewaySigner {
  /** SHA-256 of the lane key's 32 raw bytes. */
  readonly laneKeyDigest: Uint8Array
  /** Ed25519 note line (0x01) over a checkpoint's body; the key's name is the origin. */
  laneLine(body: string, origin: string): string
  /** ML-DSA-44 line (0x06) over a checkpoint's body. */
  postQuantumLine(body: string, timeSeconds: number): string
  /** Cosignature (0x04) with the receipt key over a peer's checkpoint body. */
  receiptLine(body: string, timeSeconds: number): string
}

/** A member's certified sealing key. */
export interface MemberSigner {
  /** Encoded seal record over the member's own leaves of one batch. */
  seal(origin: string, leaves: readonly Uint8Array[]): Uint8Array
}
