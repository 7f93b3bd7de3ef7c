// Offsets of APPNOTE.TXT 4.3.12 (central directory header), 4.3.7 (local header) and 4.3.16 (end record).
const END = { size: 22, count: 10, directory: 16 }
const CENTRAL = { size: 46, method: 10, bytes: 24, name: 28, extra: 30, comment: 32, local: 42 }
const LOCAL = { size: 30, name: 26, extra: 28 }

/** Text of the files of a ZIP archive without comment, by name, as its central directory has them. @throws if one is compressed */
export function storedFiles(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  const end = archive.length - END.size
  let at = archive.readUInt32LE(end + END.directory)
  for (let left = archive.readUInt16LE(end + END.count); left > 0; left--) {
    const field = (offset: number): number => archive.readUInt16LE(at + offset)
    if (field(CENTRAL.method) !== 0) throw new Error('a file is compressed')
    const nameEnd = at + CENTRAL.size + field(CENTRAL.name)
    const local = archive.readUInt32LE(at + CENTRAL.local)
    const start =
      local + LOCAL.size + archive.readUInt16LE(local + LOCAL.name) + archive.readUInt16LE(local + LOCAL.extra)
    const bytes = archive.subarray(start, start + archive.readUInt32LE(at + CENTRAL.bytes))
    files.set(archive.toString('utf8', at + CENTRAL.size, nameEnd), bytes.toString('utf8'))
    at = nameEnd + field(CENTRAL.extra) + field(CENTRAL.comment)
  }
  return files
}
