/**
 * Standard base64 with padding (RFC 4648 §4), canonical: Node's decoder ignores what it does not know, so the bytes
 * are encoded again and compared. null when the text is anything else.
 */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}

export const encodeBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
