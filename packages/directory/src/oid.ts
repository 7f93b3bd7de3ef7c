/**
 * Object identifiers of this network. The arc 1.3.6.1.4.1.58888 stands for a private enterprise number that the
 * federation registers with IANA before production (docs/spec/directory.md §4).
 */
export const RABT_ARC = '1.3.6.1.4.1.58888'

/** Extended key usages of the network's certificates. One certificate, one purpose. */
export const EKU = Object.freeze({
  /** Seals a member's messages. */
  memberSeal: `${RABT_ARC}.1.1`,
  /** A gateway on the link. */
  link: `${RABT_ARC}.1.2`,
  /** RFC 6960 §4.2.2.2. */
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  /** RFC 3161 §2.3. */
  timeStamping: '1.3.6.1.5.5.7.3.8',
})
