/** Where a certificate for a key that stays comes from. */
export interface CertificateIssuer {
  /**
   * @param csr DER of a PKCS #10 request.
   * @param current PEM of the certificate in use, and its private key: what the issuer may ask as proof.
   * @returns PEM: the certificate first, then those above it.
   */
  issue(csr: Uint8Array, current: { readonly cert: string; readonly key: string }): Promise<string>
}
