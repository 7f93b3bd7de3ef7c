import { LIMITS } from '@rabt/protocol'
import { z } from 'zod'
import { certificate, digest, group, head, identifier, text, time, url } from './fields.ts'

const sealCertificate = z.strictObject({ certificate, retired: time.nullable() })

/** An office that answers for a member; no person is named in the directory. */
const contact = z.strictObject({
  kind: z.enum(['technical', 'operations', 'legal']),
  name: text,
  email: z
    .string()
    .max(254)
    .regex(/^[!-?A-~]+@[!-?A-~]+$/)
    .nullable(),
  phone: z
    .string()
    .regex(/^\+?[0-9][0-9 -]{2,31}$/)
    .nullable(),
  url: url('https:').nullable(),
})

const member = z.strictObject({
  id: identifier(3),
  name: text,
  sealCertificates: z.array(sealCertificate).max(16),
  /** How far the member has joined; `live` if absent. */
  stage: z.enum(['candidate', 'trial', 'live', 'suspended']).optional(),
  contacts: z.array(contact).max(8).optional(),
})

const subsystem = z.strictObject({
  id: identifier(4),
  name: text,
  gateways: z.array(identifier(4)).max(16),
  /** Of the federation or of the state itself. */
  groups: z.array(group).max(64),
  description: text.optional(),
})

const service = z.strictObject({
  id: identifier(5),
  type: z.enum(['REST', 'OPENAPI']),
  title: text,
  timeoutMs: z.int().min(1).max(LIMITS.requestLifeMs),
})

const span = { from: time, until: time, notice: text }

/** Planned: what will not answer from when to when, and what callers are told. */
const maintenance = z
  .union([z.strictObject({ gateway: identifier(4), ...span }), z.strictObject({ subsystem: identifier(4), ...span })])
  .refine(({ from, until }) => from < until, 'ends before it begins')

/** Trust of the state's own `trust.json` that the online key takes away at once. It can add none. */
const revoked = z.strictObject({
  gateways: z.array(identifier(4)).max(256),
  /** SHA-256 of SubjectPublicKeyInfo. */
  tlsKeys: z.array(digest).max(4096),
  /** SHA-256 of a gateway key's raw public bytes. */
  keys: z.array(digest).max(4096),
  /** SHA-256 of a CA's certificate in DER. */
  cas: z.array(digest).max(64),
})

/** `kw/registry.json`, signed by the state's online key: its members, their systems and services. */
export const registrySchema = z.strictObject({
  format: z.literal('rabt-registry/1'),
  ...head,
  members: z.array(member).max(5000),
  subsystems: z.array(subsystem).max(10_000),
  services: z.array(service).max(50_000),
  revoked,
  /** Number of the state's last signed revocation that this document takes into account; 0 if absent. */
  revocationsTo: z.int().min(0).optional(),
  maintenance: z.array(maintenance).max(256).optional(),
})

export type RegistryDocument = z.output<typeof registrySchema>
export type RegistryJson = z.input<typeof registrySchema>
export type RegistryContent = Omit<RegistryJson, 'format' | 'state' | 'version' | 'issued'>
