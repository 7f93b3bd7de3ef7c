import { X509Certificate } from 'node:crypto'
import type { Queries } from '@rabt/database'
import { registrySchema } from '@rabt/directory'
import { RabtError, sameBytes } from '@rabt/protocol'
import { z } from 'zod'
import { type CertifySeal, readSealCsr } from '../ca/seal.ts'
import type { Applied } from '../register/check.ts'
import { changeRefused } from '../register/refuse.ts'
import { findItem, putItem } from '../register/store.ts'

/** A certificate for a member's sealing key, listed at once. `csr`: base64 of the DER of a PKCS #10 request. */
export const sealContent = z.strictObject({
  member: registrySchema.shape.members.element.shape.id,
  csr: z.base64().min(4).max(4_096),
})
export type SealContent = z.output<typeof sealContent>

export interface SealContext {
  readonly revision: number
  /** Undefined: this authority certifies nothing itself. */
  readonly certifySeal: CertifySeal | undefined
  /** It is only tried whether the request could be carried out; nothing is certified before two people want it. */
  readonly isTrial: boolean
}

/**
 * The certificate that this request brought before: applied again on what another hand published, it brings the same. Base64 of DER.
 */
async function certified(tx: Queries, member: string, spki: Uint8Array): Promise<string | null> {
  const { rows } = await tx.query<{ certificate: string }>(
    `SELECT seal ->> 'certificate' AS certificate
     FROM item_history, jsonb_array_elements(content -> 'sealCertificates') AS seal
     WHERE kind = 'member' AND id = $1 AND request = nullif(current_setting('rabt.request', true), '')::bigint
     ORDER BY number DESC`,
    [member],
  )
  const found = rows.find(({ certificate }) => isOf(certificate, spki))
  return found?.certificate ?? null
}

function isOf(certificate: string, spki: Uint8Array): boolean {
  try {
    const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'))
    return sameBytes(publicKey.export({ type: 'spki', format: 'der' }), spki)
  } catch {
    return false
  }
}

/** As many as a reader of the directory takes. */
const MAX_SEALS = 16

/** Throws NOT_FOUND for a member that is not registered or where nothing is certified, CSR_INVALID, CHANGE_REFUSED. */
export async function addSeal(
  tx: Queries,
  { member: id, csr }: SealContent,
  { revision, certifySeal, isTrial }: SealContext,
): Promise<Applied> {
  const member = await findItem(tx, 'member', id)
  if (member === null) throw new RabtError('NOT_FOUND', { what: id })
  const der = Buffer.from(csr, 'base64')
  const { spki } = readSealCsr(id, der)
  if (certifySeal === undefined) throw new RabtError('NOT_FOUND', { what: 'certification authority' })
  const seals = member.content.sealCertificates as readonly unknown[]
  if (seals.length >= MAX_SEALS) {
    throw changeRefused(`${id} has ${MAX_SEALS} seals already`, `لدى ${id} ${MAX_SEALS} شهادة ختم بالفعل`)
  }
  if (isTrial) return { put: [], removed: [] }
  const certificate = (await certified(tx, id, spki)) ?? Buffer.from(await certifySeal(id, der)).toString('base64')
  const sealCertificates = [...seals, { certificate, retired: null }]
  const put = { ...member, content: { ...member.content, sealCertificates } }
  await putItem(tx, 'registry', put, revision)
  return { put: [put], removed: [] }
}
