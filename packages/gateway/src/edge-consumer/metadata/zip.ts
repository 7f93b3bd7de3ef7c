import { crc32 } from 'node:zlib'

export interface ZipEntry {
  /** Path inside the archive, `/` between folders, no leading slash. */
  readonly name: string
  readonly data: Uint8Array
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** General purpose bit 11: names are UTF-8. */
const UTF8_NAMES = 0x0800
const VERSION = 20
/** 1 January 1980, the first date that DOS time can say: archives of equal content have equal bytes. */
const DATE = 0x0021

/**
 * Makes a ZIP archive that stores its entries uncompressed (PKWARE APPNOTE 6.3.10, §4.3; no Zip64: fewer than 65 536
 * entries and less than 4 GiB, which its only user, the public directory, is far below).
 */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8')
    const common = describe(entry.data, name.length)
    // §4.3.7 local file header
    const local = Buffer.alloc(4)
    local.writeUInt32LE(LOCAL)
    parts.push(local, common, name, Buffer.from(entry.data))
    // §4.3.12 central directory header: signature, version made by, the common fields, then comment, disk, attributes, offset
    const head = Buffer.alloc(6)
    head.writeUInt32LE(CENTRAL)
    head.writeUInt16LE(VERSION, 4)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    central.push(head, common, tail, name)
    offset += 30 + name.length + entry.data.length
  }
  const directory = Buffer.concat(central)
  // §4.3.16 end of central directory record
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}

/** The 26 bytes that local and central headers share, from "version needed" to "extra field length". */
function describe(data: Uint8Array, nameLength: number): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(VERSION, 0)
  fields.writeUInt16LE(UTF8_NAMES, 2)
  fields.writeUInt16LE(DATE, 8)
  fields.writeUInt32LE(crc32(data), 10)
  fields.writeUInt32LE(data.length, 14)
  fields.writeUInt32LE(data.length, 18)
  fields.writeUInt16LE(nameLength, 22)
  return fields
}
