import { registrySchema } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { type CertifySeal, readSealCsr } from '../ca/seal.ts'
import type { Queries } from '../database/transaction.ts'
import type { Applied } from '../register/check.ts'
import { findItem, putItem } from '../register/store.ts'

/** A certificate for a member's sealing key, listed at once. `csr`: base64 of the DER of a PKCS #10 request. */
export const sealContent = z.strictObject({
  member: registrySchema.shape.members.element.shape.id,
  csr: z.base64().min(4).max(4_096),
})
export type SealContent = z.output<typeof sealContent>

export interface SealContext {
  readonly revision: number
  /** Null: it is only tried whether the request could be carried out; nothing is certified before two people want it. */
  readonly certifySeal: CertifySeal | null
}

/** Throws NOT_FOUND for a member that is not registered, CSR_INVALID. */
export async function addSeal(
  tx: Queries,
  { member: id, csr }: SealContent,
  { revision, certifySeal }: SealContext,
): Promise<Applied> {
  const member = await findItem(tx, 'member', id)
  if (member === null) throw new RabtError('NOT_FOUND', { what: id })
  const der = Buffer.from(csr, 'base64')
  readSealCsr(id, der)
  if (certifySeal === null) return { put: [], removed: [] }
  const certificate = Buffer.from(await certifySeal(id, der)).toString('base64')
  const seals = member.content.sealCertificates as readonly unknown[]
  const sealCertificates = [...seals, { certificate, retired: null }]
  const put = { ...member, content: { ...member.content, sealCertificates } }
  await putItem(tx, 'registry', put, revision)
  return { put: [put], removed: [] }
}
