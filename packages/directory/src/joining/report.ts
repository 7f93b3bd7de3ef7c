import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { canonicalBytes, type Json, parseCanonicalJson } from '../codec/canonical-json.ts'
import { sha256 } from '../codec/digest.ts'
import { digest, identifier, time } from '../document/fields.ts'
import type { LoadedKey } from '../metadata/key.ts'
import { envelopeSchema } from '../metadata/schema.ts'
import { type Signer, signMetadata } from '../publish/signer.ts'
import { CHECKS, REASONS, type ReasonCode } from './checks.ts'

/** How long a passed run counts, milliseconds. */
export const REPORT_LIFE_MS = 30 * 86_400_000

/** A run ends within this time, milliseconds; every wait inside it is bounded. */
export const RUN_LIMIT_MS = 120_000

/** Clocks of two authorities may differ by this, milliseconds; a run finds out. */
const SKEW_MS = 5 * 60_000

/** A report of 27 checks has 6 KiB. */
const MAX_BYTES = 64 * 1024

const state = z.string().regex(/^[A-Z]{2,3}$/)

const result = z.strictObject({
  code: z.string().max(64),
  result: z.enum(['pass', 'fail', 'skipped']),
  reason: z
    .string()
    .max(64)
    .refine((code): code is ReasonCode => Object.hasOwn(REASONS, code), 'is not a reason')
    .nullable(),
  /** An error code or a figure, for the operator; printable ASCII. */
  detail: z
    .string()
    .regex(/^[ -~]{1,200}$/)
    .nullable(),
  durationMs: z.int().min(0).max(RUN_LIMIT_MS),
})

const signedSchema = z.strictObject({
  _type: z.literal('rabt-conformance/1'),
  federation: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  run: z.uuid(),
  state,
  partner: state,
  gateway: identifier(4),
  partnerGateway: identifier(4),
  directory: z.strictObject({ number: z.int().min(1), hash: digest }),
  software: z.strictObject({ state: z.string().regex(/^[ -~]{1,64}$/), partner: z.string().regex(/^[ -~]{1,64}$/) }),
  started: time,
  ended: time,
  expires: time,
  checks: z.array(result).max(CHECKS.length),
  passed: z.boolean(),
})

export type CheckResult = z.output<typeof result>

/** The words of a report before they are signed, as canonical JSON gives them. */
export type ReportContent = Omit<z.input<typeof signedSchema>, '_type' | 'expires' | 'passed'>

export interface ConformanceReport extends Omit<z.output<typeof signedSchema>, '_type'> {
  /** SHA-256 of the canonical JSON of `signed`: what the act of a stage names. */
  readonly digest: Uint8Array
  /** Codes of the states whose authority signed: two, or before the second signature one. */
  readonly signedBy: readonly string[]
}

/** Keys of a state's authority that may sign for it day by day: those of its role `state-xx-ops`, by key id. */
export type OpsKeys = (state: string) => ReadonlyMap<string, LoadedKey> | undefined

const refuse = (why: string, cause?: unknown): RabtError =>
  new RabtError('REPORT_INVALID', { reason: why }, { detail: why, cause })

/** The bytes of a report, signed by one authority; `addSignature` brings the other's. */
export const signReport = (content: ReportContent, signer: Signer): Promise<Uint8Array> => {
  const passed = content.checks.length === CHECKS.length && content.checks.every(({ result }) => result === 'pass')
  const signed = { ...content, _type: 'rabt-conformance/1', expires: content.ended + REPORT_LIFE_MS, passed }
  return signMetadata(signed as unknown as Json, [signer])
}

/** The same report with one more signature, in the order of key ids. Throws REPORT_INVALID if that key signed already. */
export const addSignature = async (bytes: Uint8Array, signer: Signer): Promise<Uint8Array> => {
  const { signatures, signed } = open(bytes)
  if (signatures.some(({ keyid }) => keyid === signer.keyId)) throw refuse('this authority has signed already')
  const sig = Buffer.from(await signer.sign(canonicalBytes(signed as Json))).toString('hex')
  const all = [...signatures, { keyid: signer.keyId, sig }].sort((a, b) => (a.keyid < b.keyid ? -1 : 1))
  return canonicalBytes({ signatures: all, signed: signed as Json })
}

const open = (bytes: Uint8Array): z.output<typeof envelopeSchema> => {
  if (bytes.length > MAX_BYTES) throw refuse('too large')
  try {
    return envelopeSchema.parse(parseCanonicalJson(bytes, 'report'))
  } catch (cause) {
    throw refuse('not canonical JSON of signatures and signed', cause)
  }
}

/**
 * Reads and verifies a report offline (docs/spec/conformance.md §5): form, the closed list of checks, times, and the
 * signatures of both authorities, or with `partial` of one of them and no stranger. Throws REPORT_INVALID.
 */
export const verifyReport = (
  bytes: Uint8Array,
  { opsKeys, now, partial = false }: { readonly opsKeys: OpsKeys; readonly now: number; readonly partial?: boolean },
): ConformanceReport => {
  const { signatures, signed } = open(bytes)
  const parsed = signedSchema.safeParse(signed)
  if (!parsed.success) throw refuse(z.core.toDotPath(parsed.error.issues[0]?.path ?? []) || 'unexpected shape')
  const { _type, ...report } = parsed.data
  checkContent(report, now)
  const message = canonicalBytes(signed as Json)
  const signedBy = [report.state, report.partner].filter((code) =>
    signatures.some(({ keyid, sig }) => opsKeys(code)?.get(keyid)?.verify(message, Buffer.from(sig, 'hex')) === true),
  )
  // One signature of each authority: a key that is listed for neither, or a wrong signature, refuses the whole.
  if (signatures.length !== signedBy.length) throw refuse('a signature is wrong, or of neither authority')
  if (signedBy.length < (partial ? 1 : 2)) throw refuse('an authority has not signed')
  return Object.freeze({ ...report, digest: sha256(message), signedBy })
}

const checkContent = (report: Omit<z.output<typeof signedSchema>, '_type'>, now: number): void => {
  const { state: own, partner, gateway, partnerGateway, started, ended, expires, checks, passed } = report
  if (own === partner) throw refuse('a state is no partner of its own')
  if (!gateway.startsWith(`${own}/`) || !partnerGateway.startsWith(`${partner}/`)) throw refuse('a foreign gateway')
  if (ended < started || ended - started > RUN_LIMIT_MS) throw refuse('the run took too long')
  if (expires !== ended + REPORT_LIFE_MS) throw refuse('another life than 30 days')
  if (ended > now + SKEW_MS) throw refuse('from the future')
  if (checks.length !== CHECKS.length || checks.some(({ code }, index) => code !== CHECKS[index]?.code)) {
    throw refuse('not the checks of this version')
  }
  if (checks.some(({ result, reason }) => (result === 'pass') !== (reason === null))) {
    throw refuse('a check that failed says why, and no other does')
  }
  if (passed !== checks.every(({ result }) => result === 'pass')) throw refuse('it did not pass as it says')
}
