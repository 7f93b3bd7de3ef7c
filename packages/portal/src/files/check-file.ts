import { PortalError } from '../error/portal-error.ts'
import type { FORMATS } from '../taxonomy/library.ts'
import { checkCells } from './check-cells.ts'
import { checkPdf } from './check-pdf.ts'
import { checkWorkbook } from './check-workbook.ts'

export type Format = keyof typeof FORMATS

const utf8 = new TextDecoder('utf-8', { fatal: true })
/** Bytes of a table's longest line: what no reader shows. */
const LINE_BYTES = 1_048_576

/**
 * Whether a file is what its format says and holds nothing that acts on the reader's machine.
 * @throws PortalError FILE_EMPTY, FILE_MISMATCH, FILE_BROKEN, FILE_FORMULA, PDF_ACTIVE, PDF_LOCKED, ARCHIVE_BOMB, ARCHIVE_ACTIVE
 */
export async function checkFile(bytes: Uint8Array, format: Format): Promise<void> {
  if (bytes.length === 0) throw new PortalError('FILE_EMPTY')
  await CHECKS[format](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}

const CHECKS: Readonly<Record<Format, (bytes: Buffer) => void | Promise<void>>> = {
  CSV: (bytes) => {
    const text = textOf(bytes)
    if (text.includes('\0')) throw new PortalError('FILE_MISMATCH')
    if (text.split('\n').some((line) => line.length > LINE_BYTES)) throw new PortalError('FILE_BROKEN')
    checkCells(text)
  },
  JSON: (bytes) => {
    const text = textOf(bytes)
    try {
      JSON.parse(text)
    } catch {
      throw new PortalError('FILE_BROKEN')
    }
  },
  PDF: checkPdf,
  XLSX: checkWorkbook,
  // PNG (ISO/IEC 15948) §5.2, and the chunk IEND that ends it.
  PNG: (bytes) => {
    if (!bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) throw new PortalError('FILE_MISMATCH')
    if (bytes.toString('latin1', bytes.length - 8, bytes.length - 4) !== 'IEND') throw new PortalError('FILE_BROKEN')
  },
  // ITU-T T.81 §B.1.1.3: SOI and EOI.
  JPEG: (bytes) => {
    if (bytes.readUIntBE(0, Math.min(3, bytes.length)) !== 0xffd8ff) throw new PortalError('FILE_MISMATCH')
    if (bytes.length < 4 || bytes.readUInt16BE(bytes.length - 2) !== 0xffd9) throw new PortalError('FILE_BROKEN')
  },
}

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new PortalError('FILE_MISMATCH')
  }
}
