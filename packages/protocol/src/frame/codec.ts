import { CborReader } from '../cbor/reader.ts'
import { bytesSize, CborWriter, headSize, textSize } from '../cbor/writer.ts'
import {
  lanesSize,
  rangeSize,
  readLanes,
  readOrigin,
  readRange,
  readSlots,
  readVersion,
  slotsSize,
  versionSize,
  writeLanes,
  writeRange,
  writeSlots,
  writeVersion,
} from '../entry/parts.ts'
import { isCanonicalId } from '../identifier/identifier.ts'
import { LIMITS } from '../limits.ts'
import { overLimit } from './batch.ts'
import type { FaultFrame, Frame, HelloFrame, LinesFrame, ReceiptFrame, RevocationFrame } from './frame.ts'
import { payloadSize, readBlobs, readSecrets, writePayload } from './payload.ts'

/** First item of each frame (docs/spec/link-log.cddl `frame`). */
const TYPE = { hello: 1, batch: 2, receipt: 3, fault: 4, lines: 5, revocation: 6 } as const
const CODES = { malformed: 'FRAME_INVALID', mistyped: 'FRAME_INVALID' } as const

// A fault says why a connection or lane ends: its prose is cut rather than refused by the peer (UTF-16 units take up to 3 bytes).
const shortened = (message: string): string =>
  Buffer.byteLength(message) <= LIMITS.faultMessageBytes
    ? message
    : message.slice(0, Math.floor(LIMITS.faultMessageBytes / 3)).toWellFormed()

/** Encodes a frame: one WebSocket binary message. A long fault message is cut. Throws FRAME_LIMIT. */
export const encodeFrame = (given: Frame): Buffer => {
  const frame = given.type === 'fault' ? { ...given, message: shortened(given.message) } : given
  const size = frameSize(frame)
  if (size > LIMITS.frameBytes) throw overLimit('frame')
  const writer = new CborWriter(size)
  switch (frame.type) {
    case 'hello':
      writeHello(writer.array(2).uint(TYPE.hello), frame)
      break
    case 'batch':
      writePayload(writer.array(4).uint(TYPE.batch), frame)
      break
    case 'receipt':
    case 'lines':
      writer.array(4).uint(TYPE[frame.type]).text(frame.origin).uint(frame.size).text(frame.line)
      break
    case 'fault':
      writer.array(4).uint(TYPE.fault).text(frame.code).text(frame.message)
      if (frame.origin === null) writer.null()
      else writer.text(frame.origin)
      break
    case 'revocation':
      if (frame.document.length > LIMITS.revocationBytes) throw overLimit('revocation')
      writer.array(2).uint(TYPE.revocation).bytes(frame.document)
      break
  }
  return writer.finish()
}

const frameSize = (frame: Frame): number => {
  switch (frame.type) {
    case 'hello':
      // array, type, map and six keys take one byte each.
      return (
        9 +
        rangeSize(frame.versions) +
        textSize(frame.gateway) +
        textSize(frame.federation) +
        versionSize(frame.directory) +
        slotsSize(frame.run) +
        lanesSize(frame.lanes)
      )
    case 'batch':
      return 2 + payloadSize(frame)
    case 'receipt':
    case 'lines':
      return 2 + textSize(frame.origin) + headSize(frame.size) + textSize(frame.line)
    case 'fault':
      return 2 + textSize(frame.code) + textSize(frame.message) + (frame.origin === null ? 1 : textSize(frame.origin))
    case 'revocation':
      return 2 + bytesSize(frame.document.length)
  }
}

const writeHello = (writer: CborWriter, hello: HelloFrame): void => {
  writer.map(6).uint(1)
  writeRange(writer, hello.versions)
  writer.uint(2).text(hello.gateway).uint(3).text(hello.federation).uint(4)
  writeVersion(writer, hello.directory)
  writer.uint(5)
  writeSlots(writer, hello.run)
  writer.uint(6)
  writeLanes(writer, hello.lanes)
}

/** Decodes a frame; byte strings are views of `bytes`. Throws FRAME_INVALID or FRAME_LIMIT. */
export const decodeFrame = (bytes: Uint8Array): Frame => {
  if (bytes.length > LIMITS.frameBytes) throw overLimit('frame')
  const reader = new CborReader(bytes, CODES)
  const count = reader.array(2, 4)
  const type = reader.uint()
  if (count !== (type === TYPE.hello || type === TYPE.revocation ? 2 : 4)) throw reader.mistyped('number of items')
  const frame = readBody(reader, type)
  reader.end()
  return frame
}

const readBody = (reader: CborReader, type: number): Frame => {
  switch (type) {
    case TYPE.hello:
      return readHello(reader)
    case TYPE.batch:
      return { type: 'batch', batch: reader.bytes(), blobs: readBlobs(reader), secrets: readSecrets(reader) }
    case TYPE.receipt:
      return readSigned(reader, 'receipt')
    case TYPE.lines:
      return readSigned(reader, 'lines')
    case TYPE.fault:
      return readFault(reader)
    case TYPE.revocation:
      return readRevocation(reader)
    default:
      throw reader.mistyped('unknown frame')
  }
}

const readHello = (reader: CborReader): HelloFrame => {
  if (reader.map() !== 6) throw reader.mistyped('hello needs six fields')
  const field = (key: number): void => {
    if (reader.key(key - 1) !== key) throw reader.mistyped('field of hello')
  }
  field(1)
  const versions = readRange(reader)
  field(2)
  const gateway = reader.text(LIMITS.identifierBytes)
  if (!isCanonicalId(gateway, 4, 4)) throw reader.mistyped('gateway')
  field(3)
  const federation = reader.text(LIMITS.originBytes)
  field(4)
  const directory = readVersion(reader)
  field(5)
  const run = readSlots(reader)
  field(6)
  return { type: 'hello', versions, gateway, federation, directory, run, lanes: readLanes(reader, 0) }
}

const readSigned = <T extends 'receipt' | 'lines'>(
  reader: CborReader,
  type: T,
): { readonly type: T } & Omit<ReceiptFrame | LinesFrame, 'type'> => ({
  type,
  origin: readOrigin(reader),
  size: reader.uint(),
  line: reader.text(LIMITS.noteBytes),
})

const readRevocation = (reader: CborReader): RevocationFrame => {
  const document = reader.bytes()
  if (document.length > LIMITS.revocationBytes) throw overLimit('revocation')
  return { type: 'revocation', document }
}

const readFault = (reader: CborReader): FaultFrame => {
  const code = reader.text(LIMITS.codeBytes)
  const message = reader.text(LIMITS.faultMessageBytes)
  if (reader.peekByte() !== 0xf6) return { type: 'fault', code, message, origin: readOrigin(reader) }
  reader.skipByte()
  return { type: 'fault', code, message, origin: null }
}
