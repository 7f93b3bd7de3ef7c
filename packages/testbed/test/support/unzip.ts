export interface Unzipped {
  readonly name: string
  readonly data: Buffer
}

/** Reads an archive of stored entries from its central directory, as unzip programs do. Throws on anything inconsistent. */
export function unzip(archive: Uint8Array): Unzipped[] {
  const bytes = Buffer.from(archive)
  const end = bytes.length - 22
  expectEqual(bytes.readUInt32LE(end), 0x06054b50, 'end record')
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  expectEqual(at + bytes.readUInt32LE(end + 12), end, 'size of the central directory')
  const entries: Unzipped[] = []
  for (let i = 0; i < count; i++) {
    expectEqual(bytes.readUInt32LE(at), 0x02014b50, 'central header')
    const size = bytes.readUInt32LE(at + 24)
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.subarray(at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42)
    expectEqual(bytes.readUInt32LE(local), 0x04034b50, 'local header')
    expectEqual(
      Buffer.compare(bytes.subarray(local + 4, local + 30), bytes.subarray(at + 6, at + 32)),
      0,
      'common fields',
    )
    const start = local + 30 + nameLength
    expectEqual(Buffer.compare(bytes.subarray(local + 30, start), name), 0, 'name')
    entries.push({ name: name.toString('utf8'), data: bytes.subarray(start, start + size) })
    at += 46 + nameLength
  }
  expectEqual(at, end, 'end of the central directory')
  return entries
}

function expectEqual(actual: number, expected: number, what: string): void {
  if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`)
}
