import { z } from 'zod'

/** Shapes of TUF metadata as this federation writes it (TUF 1.0.31 §4.3 to §4.6), stricter than TUF: no unknown keys. */
const digest = z.string().regex(/^[0-9a-f]{64}$/)
const version = z.int().min(1)
const size = z.int().min(0)
const hashes = z.strictObject({ sha256: digest })
const common = {
  spec_version: z.string().regex(/^1\.0\.\d{1,3}$/),
  version,
  // A date that no calendar has would compare with no moment, and so never expire.
  expires: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    .refine((text) => !Number.isNaN(Date.parse(text)), 'is not a date'),
}

const key = z.strictObject({
  keytype: z.string().max(64),
  scheme: z.string().max(64),
  keyval: z.strictObject({ public: z.string().max(8192) }),
})
const keys = z.record(digest, key)
const roleShape = { keyids: z.array(digest).min(1).max(64), threshold: z.int().min(1) }
const role = z.strictObject(roleShape)
const metaFile = z.strictObject({ version, length: size, hashes })
const targetFile = z.strictObject({ length: size, hashes })

export const rootSchema = z.strictObject({
  _type: z.literal('root'),
  ...common,
  consistent_snapshot: z.literal(true),
  keys,
  roles: z.strictObject({ root: role, targets: role, snapshot: role, timestamp: role }),
})

const delegation = z.strictObject({
  name: z.string().max(64),
  ...roleShape,
  terminating: z.literal(true),
  paths: z.array(z.string().max(256)).min(1).max(16),
})

export const targetsSchema = z.strictObject({
  _type: z.literal('targets'),
  ...common,
  targets: z.record(z.string().max(256), targetFile),
  delegations: z.strictObject({ keys, roles: z.array(delegation).max(64) }),
})

/** Metadata of a delegated role: it delegates no further. */
export const roleSchema = z.strictObject({
  _type: z.literal('targets'),
  ...common,
  targets: z.record(z.string().max(256), targetFile),
})

export const snapshotSchema = z.strictObject({
  _type: z.literal('snapshot'),
  ...common,
  meta: z.record(z.string().max(128), metaFile),
})

export const timestampSchema = z.strictObject({
  _type: z.literal('timestamp'),
  ...common,
  meta: z.strictObject({ 'snapshot.json': metaFile }),
})

export const envelopeSchema = z.strictObject({
  signatures: z.array(z.strictObject({ keyid: digest, sig: z.string().regex(/^([0-9a-f]{2}){1,8192}$/) })).max(128),
  signed: z.record(z.string(), z.json()),
})

export type RootSigned = z.infer<typeof rootSchema>
export type TargetsSigned = z.infer<typeof targetsSchema>
export type RoleSigned = z.infer<typeof roleSchema>
export type SnapshotSigned = z.infer<typeof snapshotSchema>
export type TimestampSigned = z.infer<typeof timestampSchema>
export type Delegation = z.infer<typeof delegation>
export type RoleKeys = z.infer<typeof role>
export type MetaFile = z.infer<typeof metaFile>
export type TargetFile = z.infer<typeof targetFile>
