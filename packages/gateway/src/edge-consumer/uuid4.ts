/** A random UUID in text form (RFC 9562 §5.4). */
export function uuid4(random: (n: number) => Uint8Array): string {
  const bytes = Buffer.from(random(16))
  bytes[6] = ((bytes[6] as number) % 0x10) + 0x40
  bytes[8] = ((bytes[8] as number) % 0x40) + 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
