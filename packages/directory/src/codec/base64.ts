/** Strict RFC 4648 §4 base64 with padding; null if the text is not exactly what its bytes encode to. */
export const decodeBase64 = (text: string): Uint8Array | null => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
