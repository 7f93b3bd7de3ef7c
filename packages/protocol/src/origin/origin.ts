import { asBuffer } from '../bytes.ts'
import { RabtError } from '../error/rabt-error.ts'
import { formatId, parseGatewayId } from '../identifier/identifier.ts'
import { LIMITS } from '../limits.ts'

/** Name of a lane: one log of one writer in one run of its process, for one receiver. */
export interface Origin {
  readonly federation: string
  /** Canonical gateway identifier of the writer. */
  readonly sender: string
  readonly receiver: string
  /** `<number>` or, for the bulk lane, `<number>b`. */
  readonly slot: string
  /** Unix milliseconds, or one more than the slot's last epoch. */
  readonly epoch: number
  /** 8 bytes. */
  readonly random: Uint8Array
}

const PREFIX = 'rabt/v1'
const SLOT = /^[0-9]{1,10}b?$/
const LANE = /^([0-9]{1,10}b?)\.(0|[1-9][0-9]{0,15})\.([0-9a-f]{16})$/
const OTHER = /[!'()*]/g

const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

// Everything but `A-Za-z0-9-._~` (and the `/` between parts) is escaped: C2SP signed-note allows no space and no `+` in names.
const encodeName = (name: string): string => encodeURIComponent(name).replace(OTHER, escaped)

const encodeGateway = (gateway: string): string => parseGatewayId(gateway).parts.map(encodeName).join('/')

const invalid = (detail: string, cause?: unknown): RabtError => new RabtError('NOTE_INVALID', {}, { detail, cause })

export const isSlot = (slot: string): boolean => SLOT.test(slot)

/** Writes the origin line of a lane's checkpoints. Throws NOTE_INVALID when a part breaks its form or the whole its 200 bytes. */
export const formatOrigin = (origin: Origin): string => {
  const { federation, sender, receiver, slot, epoch, random } = origin
  if (!SLOT.test(slot)) throw invalid('slot is not digits with an optional b')
  if (!(Number.isSafeInteger(epoch) && epoch >= 0)) throw invalid('epoch is not a safe integer >= 0')
  if (random.length !== 8) throw invalid('random part is not 8 bytes')
  const lane = `${slot}.${epoch}.${asBuffer(random).toString('hex')}`
  return bounded(`${PREFIX}/${name(federation)}/${encodeGateway(sender)}/${encodeGateway(receiver)}/${lane}`)
}

const name = (federation: string): string => {
  if (federation === '' || !federation.isWellFormed()) throw invalid('federation has no name')
  return encodeName(federation)
}

const bounded = (text: string): string => {
  if (text.length > LIMITS.originBytes) throw invalid(`longer than ${LIMITS.originBytes} bytes`)
  return text
}

/** Reads an origin; only what `formatOrigin` writes is accepted. Throws NOTE_INVALID. */
export const parseOrigin = (text: string): Origin => {
  bounded(text)
  const pieces = text.split('/')
  if (pieces.length !== 12 || pieces[0] !== 'rabt' || pieces[1] !== 'v1') throw invalid('not a lane origin')
  const lane = LANE.exec(pieces[11] as string)
  if (lane === null) throw invalid('lane part')
  let origin: Origin
  try {
    const names = pieces.slice(2, 11).map(decodeURIComponent)
    origin = {
      federation: names[0] as string,
      sender: formatId(names.slice(1, 5)),
      receiver: formatId(names.slice(5, 9)),
      slot: lane[1] as string,
      epoch: Number(lane[2]),
      random: Buffer.from(lane[3] as string, 'hex'),
    }
    // Decode, encode again, compare: one lane has one name.
    if (formatOrigin(origin) === text) return origin
  } catch (cause) {
    throw invalid('name part', cause)
  }
  throw invalid('not in canonical form')
}

/** Whether a text is an origin that `parseOrigin` accepts. */
export const isOrigin = (text: string): boolean => {
  try {
    parseOrigin(text)
    return true
  } catch {
    return false
  }
}

/** Note key name of a gateway's receipt, witness or lane-pq lines. (A lane's own line 0x01 has the origin as key name.) */
export const keyName = (federation: string, gateway: string, use: 'receipt' | 'witness' | 'lane-pq'): string =>
  bounded(`${PREFIX}/${name(federation)}/${encodeGateway(gateway)}/${use}`)
