import { deflateRawSync, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkFile, type Format } from './check-file.ts'

const pdf = (body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from(body), Buffer.from('\n%%EOF\n')])
const inStream = (text: string): Buffer =>
  Buffer.concat([Buffer.from('1 0 obj<</Type/ObjStm>>stream\n'), deflateSync(text), Buffer.from('\nendstream endobj')])
/** Its first block is stored, so that `endstream` stands in it as it is; the second is packed (RFC 1951 §3.2.4). */
function endedEarly(text: string): Buffer {
  const stored = Buffer.from('endstream ')
  const length = Buffer.from([0, stored.length, 0, ~stored.length & 0xff, 0xff])
  const packed = deflateRawSync(text)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(adler32(Buffer.concat([stored, Buffer.from(text)])))
  const stream = Buffer.concat([Buffer.from([0x78, 0x9c]), length, stored, packed, check])
  return Buffer.concat([Buffer.from('1 0 obj<</Type/ObjStm>>stream\n'), stream, Buffer.from('\nendstream endobj')])
}
/** RFC 1950 §8.2. */
function adler32(bytes: Buffer): number {
  let [a, b] = [1, 0]
  for (const byte of bytes) {
    a = (a + byte) % 65_521
    b = (b + a) % 65_521
  }
  return b * 65_536 + a
}
const inHex = (text: string): Buffer =>
  Buffer.from(
    `1 0 obj<</Type/ObjStm/Filter/ASCIIHexDecode>>stream\n${Buffer.from(text).toString('hex')}>\nendstream endobj`,
  )

/** A ZIP of stored or stated entries; sizes may lie. */
function zip(...entries: readonly (readonly [name: string, content: string, stated?: number])[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [name, content, stated] of entries) {
    const data = Buffer.from(content)
    const size = stated ?? data.length
    const method = stated === undefined ? 0 : 8
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50)
    local.writeUInt16LE(method, 8)
    local.writeUInt32LE(data.length, 18)
    local.writeUInt32LE(size, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50)
    central.writeUInt16LE(method, 10)
    central.writeUInt32LE(data.length, 20)
    central.writeUInt32LE(size, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(offset, 42)
    locals.push(local, Buffer.from(name), data)
    centrals.push(central, Buffer.from(name))
    offset += 30 + name.length + data.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
const BOOK = [
  ['[Content_Types].xml', '<Types/>'],
  ['xl/workbook.xml', '<workbook/>'],
] as const

describe('a file', () => {
  it.each<[string, Format, Buffer]>([
    ['CSV', 'CSV', Buffer.from('\ufeffأ,ب\r\n1,2\r\n')],
    ['CSV of numbers and dashes', 'CSV', Buffer.from('a,b\r\n-1.5,+965 2222 0000\n-,"-١٢٫٥٪"\n"x; =y",\'=1\n')],
    ['JSON', 'JSON', Buffer.from('{"a":1}')],
    ['PDF', 'PDF', pdf('1 0 obj<</Type/Catalog/JSPath 1>>endobj')],
    ['PDF with a quiet stream', 'PDF', pdf(inStream('<</Type/Page>>'))],
    ['XLSX', 'XLSX', zip(...BOOK)],
  ])('that is %s is taken', async (_, format, bytes) => {
    await expect(checkFile(bytes, format)).resolves.toBeUndefined()
  })

  it.each<[string, string, Format, Buffer]>([
    ['is empty', 'FILE_EMPTY', 'CSV', Buffer.alloc(0)],
    ['is no text', 'FILE_MISMATCH', 'CSV', Buffer.from([0xff, 0xfe, 0x00])],
    ['holds NUL', 'FILE_MISMATCH', 'CSV', Buffer.from('a\0b')],
    ['has a formula', 'FILE_FORMULA', 'CSV', Buffer.from('a,b\n1,=HYPERLINK("https://evil.example")\n')],
    ['has a formula in its first cell', 'FILE_FORMULA', 'CSV', Buffer.from('\ufeff@SUM(A1:A2)\n')],
    ['has a formula in quotes, behind spaces', 'FILE_FORMULA', 'CSV', Buffer.from('a;b\n1;" =1+1"\n')],
    ['has a formula that begins like a number', 'FILE_FORMULA', 'CSV', Buffer.from("a\n-2+3+cmd|' /C calc'!A0\n")],
    ['has an open quote', 'FILE_BROKEN', 'CSV', Buffer.from('a,b\n1,"2\n')],
    ['is cut JSON', 'FILE_BROKEN', 'JSON', Buffer.from('{"a":')],
    ['is a page named PDF', 'FILE_MISMATCH', 'PDF', Buffer.from('<html>%%EOF')],
    ['is a cut PDF', 'FILE_BROKEN', 'PDF', Buffer.from('%PDF-1.4\n')],
    ['runs script', 'PDF_ACTIVE', 'PDF', pdf('<</S/JavaScript/JS(x)>>')],
    ['runs script under an escaped name', 'PDF_ACTIVE', 'PDF', pdf('<</S/#4aava#53cript>>')],
    ['runs script from a compressed stream', 'PDF_ACTIVE', 'PDF', pdf(inStream('<</S/JavaScript>>'))],
    [
      'runs script behind a word that seems to end the stream',
      'PDF_ACTIVE',
      'PDF',
      pdf(endedEarly('<</S/JavaScript>>')),
    ],
    ['packs objects so that nobody sees them', 'PDF_ACTIVE', 'PDF', pdf(inHex('<</S/JavaScript>>'))],
    ['has streams without end', 'ARCHIVE_BOMB', 'PDF', pdf('stream\n'.repeat(60_000))],
    ['starts a program', 'PDF_ACTIVE', 'PDF', pdf('<</S/Launch/F(cmd.exe)>>')],
    ['is encrypted', 'PDF_LOCKED', 'PDF', pdf('trailer<</Encrypt 5 0 R>>')],
    ['unpacks without end', 'ARCHIVE_BOMB', 'PDF', pdf(inStream('0'.repeat(70 * 1_048_576)))],
    ['is another archive', 'FILE_MISMATCH', 'XLSX', zip(['a.txt', 'a'])],
    ['is a cut archive', 'FILE_BROKEN', 'XLSX', zip(...BOOK).subarray(0, 60)],
    ['holds macros', 'ARCHIVE_ACTIVE', 'XLSX', zip(...BOOK, ['xl/vbaProject.bin', 'x'])],
    ['reaches outside', 'ARCHIVE_ACTIVE', 'XLSX', zip(...BOOK, ['xl/externalLinks/externalLink1.xml', 'x'])],
    ['asks elsewhere for data', 'ARCHIVE_ACTIVE', 'XLSX', zip(...BOOK, ['xl/connections.xml', 'x'])],
    ['leads out of its folder', 'FILE_BROKEN', 'XLSX', zip(...BOOK, ['../../etc/passwd', 'x'])],
    ['is a bomb', 'ARCHIVE_BOMB', 'XLSX', zip(...BOOK, ['xl/worksheets/sheet1.xml', 'x', 1_000_000_000])],
    ['is a cut PNG', 'FILE_BROKEN', 'PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['is no JPEG', 'FILE_MISMATCH', 'JPEG', Buffer.from('GIF89a')],
    ['is a cut JPEG', 'FILE_BROKEN', 'JPEG', Buffer.from('ffd8ffe000104a46', 'hex')],
  ])('that %s is refused', async (_, code, format, bytes) => {
    await expect(checkFile(bytes, format)).rejects.toMatchObject({ code })
  })
})
