import { createHash } from 'node:crypto'
import { agreementsSchema, type DocumentKind, registrySchema, trustSchema } from '@rabt/directory'
import { z } from 'zod'

/** Which document an object stands in; `local`: the authority's own, never published. */
export type DocumentName = DocumentKind | 'local'

type Content = Readonly<Record<string, unknown>>

/** What the register knows of a kind of object. */
export interface Kind {
  readonly document: DocumentName
  /** The member of the document that lists such objects; null of what is not published. */
  readonly list: string | null
  /** The entry as the document holds it: the directory's own schema. */
  readonly schema: z.ZodType
  readonly idOf: (content: Content) => string
  /** What it cannot be without. */
  readonly parentOf?: (content: Content) => { readonly kind: string; readonly id: string }
}

const byId = (content: Content): string => String(content.id)

const byCertificate = ({ certificate }: Content): string =>
  createHash('sha256')
    .update(Buffer.from(String(certificate), 'base64'))
    .digest('hex')

/** The identifier without its last part. */
const whole = (id: string): string => id.slice(0, id.lastIndexOf('/'))

const trust = trustSchema.shape
const registry = registrySchema.shape
const agreements = agreementsSchema.shape

const words = z.string().trim().min(1).max(200)

/** A group of the state: who belongs is said by the subsystems; this names it and says what it is for. */
const group = z.strictObject({
  id: z.string().regex(/^[A-Z]{2,3}\/[A-Za-z0-9-]{1,64}$/),
  name: z.strictObject({ ar: words, en: words }),
  description: z.strictObject({ ar: words, en: words }).optional(),
})

/** One kind of what the state's own `revoked` takes away, by the list it stands in. */
const revocation = z.discriminatedUnion('list', [
  z.strictObject({ list: z.literal('gateways'), value: registry.revoked.shape.gateways.element }),
  z.strictObject({ list: z.literal('tlsKeys'), value: registry.revoked.shape.tlsKeys.element }),
  z.strictObject({ list: z.literal('keys'), value: registry.revoked.shape.keys.element }),
  z.strictObject({ list: z.literal('cas'), value: registry.revoked.shape.cas.element }),
])

/** Every kind of object in the register. `revocation` and `field` are placed by document.ts. */
export const KINDS = {
  ca: { document: 'trust', list: 'cas', schema: trust.cas.element, idOf: byCertificate },
  gateway: { document: 'trust', list: 'gateways', schema: trust.gateways.element, idOf: byId },
  ocsp: { document: 'trust', list: 'ocsp', schema: trust.ocsp.element, idOf: byCertificate },
  tsa: { document: 'trust', list: 'tsa', schema: trust.tsa.element, idOf: byCertificate },
  member: { document: 'registry', list: 'members', schema: registry.members.element, idOf: byId },
  subsystem: {
    document: 'registry',
    list: 'subsystems',
    schema: registry.subsystems.element,
    idOf: byId,
    parentOf: (content) => ({ kind: 'member', id: whole(byId(content)) }),
  },
  service: {
    document: 'registry',
    list: 'services',
    schema: registry.services.element,
    idOf: byId,
    parentOf: (content) => ({ kind: 'subsystem', id: whole(byId(content)) }),
  },
  maintenance: {
    document: 'registry',
    list: 'maintenance',
    schema: registry.maintenance.unwrap().element,
    idOf: ({ gateway, subsystem, from }) => `${gateway ?? subsystem}@${from}`,
  },
  revocation: {
    document: 'registry',
    list: null,
    schema: revocation,
    idOf: ({ list, value }) => `${list}:${value}`,
  },
  text: { document: 'agreements', list: 'texts', schema: agreements.texts.unwrap().element, idOf: byId },
  position: {
    document: 'agreements',
    list: 'positions',
    schema: agreements.positions.unwrap().element,
    idOf: ({ agreement }) => String(agreement),
  },
  group: { document: 'local', list: null, schema: group, idOf: byId },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof KINDS

export const KIND_NAMES = Object.keys(KINDS) as [KindName, ...KindName[]]

export const kindOf = (name: KindName): Kind => KINDS[name]

/** Kinds that a change request may name, by the document that they stand in. */
export const kindsOf = (document: DocumentName): readonly KindName[] =>
  (Object.keys(KINDS) as KindName[]).filter((name) => KINDS[name].document === document)
