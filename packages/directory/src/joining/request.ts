import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { canonicalBytes, type Json, parseCanonicalJson } from '../codec/canonical-json.ts'
import { envelopeSchema } from '../metadata/schema.ts'
import { type Signer, signMetadata } from '../publish/signer.ts'
import type { OpsKeys } from './report.ts'

const MAX_BYTES = 8 * 1024

const askingSchema = z.strictObject({
  _type: z.literal('rabt-conformance-request/1'),
  state: z.string().regex(/^[A-Z]{2,3}$/),
  partner: z.string().regex(/^[A-Z]{2,3}$/),
  /** What the partner gave out for this one request: an old one says nothing. */
  challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
})

/** Who asks whom for a run. */
export type RunRequest = Omit<z.output<typeof askingSchema>, '_type'>

/** The bytes with which a newcomer's authority asks a partner for a run. */
export const signRunRequest = ({ state, partner, challenge }: RunRequest, signer: Signer): Promise<Uint8Array> =>
  signMetadata({ _type: 'rabt-conformance-request/1', state, partner, challenge }, [signer])

const refuse = (reason: string, reasonAr: string): RabtError => new RabtError('RUN_REFUSED', { reason, reasonAr })

/** Throws RUN_REFUSED unless the state's own authority signed it. */
export const readRunRequest = (bytes: Uint8Array, opsKeys: OpsKeys): RunRequest => {
  const parsed = parse(bytes)
  if (parsed === null) throw refuse('the request is malformed', 'الطلب غير سليم الصياغة')
  const { asking, message, signatures } = parsed
  const [only] = signatures
  const key = only === undefined ? undefined : opsKeys(asking.state)?.get(only.keyid)
  if (only === undefined || signatures.length !== 1 || key?.verify(message, Buffer.from(only.sig, 'hex')) !== true) {
    throw refuse(
      'it is not signed by the online key that the directory lists for the asking state',
      'ليس موقّعًا بالمفتاح المدرج في الدليل للدولة الطالبة',
    )
  }
  const { _type, ...request } = asking
  return request
}

const parse = (bytes: Uint8Array) => {
  if (bytes.length > MAX_BYTES) return null
  try {
    const { signatures, signed } = envelopeSchema.parse(parseCanonicalJson(bytes, 'request'))
    return { asking: askingSchema.parse(signed), message: canonicalBytes(signed as Json), signatures }
  } catch {
    return null
  }
}
