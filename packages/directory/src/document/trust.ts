import { z } from 'zod'
import type { GatewayKeyUse } from '../view.ts'
import { base64, certificate, digest, head, identifier, text, time, url } from './fields.ts'

/** Which algorithms serve which use (docs/spec/directory.md §3). */
export const KEY_ALGORITHMS = {
  lane: ['ed25519'],
  'lane-pq': ['ml-dsa-44'],
  receipt: ['ed25519'],
  witness: ['ed25519'],
} as const satisfies Record<GatewayKeyUse, readonly string[]>

const gatewayKey = z
  .strictObject({
    use: z.enum(['lane', 'lane-pq', 'receipt', 'witness']),
    algorithm: z.enum(['ed25519', 'ml-dsa-44']),
    publicKey: base64(32, 1312),
    from: time,
    retired: time.nullable(),
  })
  .refine(
    (key) => (KEY_ALGORITHMS[key.use] as readonly string[]).includes(key.algorithm),
    'algorithm is not for this use',
  )
  .refine((key) => key.publicKey.length === (key.algorithm === 'ed25519' ? 32 : 1312), 'key has another size')
  .refine((key) => key.retired === null || key.retired >= key.from, 'retired before it began')

const gateway = z
  .strictObject({
    id: identifier(4),
    owner: identifier(3),
    name: text,
    linkUrl: url('wss:'),
    tlsKeys: z.array(digest).max(16),
    keys: z.array(gatewayKey).max(64),
  })
  .refine((gateway) => gateway.id.startsWith(`${gateway.owner}/`), 'the owner is not the member in the identifier')

/** An OCSP responder or time-stamping authority, by the certificate that signs its answers. */
const responder = z.strictObject({ url: url('http:', 'https:'), certificate })

/** `kw/trust.json`, signed by the state's offline key: whom the state certifies and which gateways speak for it. */
export const trustSchema = z.strictObject({
  format: z.literal('rabt-trust/1'),
  ...head,
  cas: z.array(z.strictObject({ certificate, ocspUrl: url('http:', 'https:') })).max(16),
  gateways: z.array(gateway).max(256),
  ocsp: z.array(responder).max(16),
  tsa: z.array(responder).max(16),
})

export type TrustDocument = z.output<typeof trustSchema>
/** The document as JSON. */
export type TrustJson = z.input<typeof trustSchema>
/** What a state decides; format, state, version and date are added when it is issued. */
export type TrustContent = Omit<TrustJson, 'format' | 'state' | 'version' | 'issued'>
