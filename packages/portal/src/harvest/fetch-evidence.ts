import { createHash } from 'node:crypto'
import { request } from 'node:https'
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { decodeBundle, type Report, verifyBundle } from '@rabt/evidence'
import { decodeEntry, RabtError, uuidToString } from '@rabt/protocol'
import type pg from 'pg'

/** Bundle of a call by its request id; rejects if there is none yet. */
export type FetchBundle = (requestId: string) => Promise<Uint8Array>

export interface NodeAdmin {
  /** `https://127.0.0.1:8703` */
  readonly url: string
  readonly token: string
  /** PEM. */
  readonly ca: string
}

/** How long the node may wait for receipts that are under way. */
const WAIT_MS = 2_000
const BUNDLE_BYTES = 32 * 1_048_576

/** Asks the General Secretariat's node for bundles, as `rabt evidence` does. */
export function bundlesOf({ url, token, ca }: NodeAdmin): FetchBundle {
  return (requestId) =>
    new Promise((resolve, reject) => {
      const target = new URL(`/admin/v1/evidence/${requestId}?waitMs=${WAIT_MS}`, url)
      const asked = request(
        target,
        {
          ca,
          servername: 'localhost',
          agent: false,
          timeout: WAIT_MS + 30_000,
          headers: { authorization: `Bearer ${token}` },
        },
        (response) => {
          const chunks: Buffer[] = []
          let size = 0
          response.on('data', (chunk: Buffer) => {
            size += chunk.length
            if (size > BUNDLE_BYTES) asked.destroy(new Error('the bundle is too large'))
            else chunks.push(chunk)
          })
          response.once('error', reject)
          response.once('end', () =>
            response.statusCode === 200
              ? resolve(Buffer.concat(chunks))
              : reject(new Error(`the node answered ${response.statusCode}`)),
          )
        },
      )
      asked.once('timeout', () => asked.destroy(new Error('the node did not answer in time')))
      asked.once('error', reject)
      asked.end()
    })
}

export interface EvidenceDeps {
  /** Connections of role `portal_worker`. */
  readonly pool: pg.Pool
  readonly bundle: FetchBundle
  /** The trusted root, from outside. */
  readonly root: Uint8Array
  readonly clock: () => number
}

/** After so many tries a page's bundle is asked for no more. */
const TRIES = 20
const pack = promisify(deflate)

interface Wanted {
  readonly id: string
  readonly requestId: string
  readonly digest: string
}

/** Fetches and verifies the bundles of pages that have none, at most `most`. @returns how many are verified now */
export async function fetchEvidence({ pool, bundle, root, clock }: EvidenceDeps, most = 50): Promise<number> {
  const { rows } = await pool.query<Wanted>(
    `SELECT id, request_id AS "requestId", digest FROM harvest_page
     WHERE evidence_state = 'wanted' AND evidence_tries < $1 ORDER BY evidence_tries, id LIMIT $2`,
    [TRIES, most],
  )
  let verified = 0
  for (const page of rows) {
    const bytes = await bundle(page.requestId).catch(() => undefined)
    if (bytes === undefined) {
      await pool.query('UPDATE harvest_page SET evidence_tries = evidence_tries + 1 WHERE id = $1', [page.id])
      continue
    }
    const judged = judgeBundle(bytes, page, root, clock())
    await pool.query(
      'UPDATE harvest_page SET evidence = $2, evidence_state = $3, evidence_at = $4, evidence_report = $5 WHERE id = $1',
      [page.id, await pack(bytes), judged.state, new Date(clock()), JSON.stringify(judged.report)],
    )
    if (judged.state === 'verified') verified++
  }
  return verified
}

/** Verifies a bundle against the root, and that it is of this call and this body. */
function judgeBundle(bytes: Uint8Array, page: Wanted, trustedRoot: Uint8Array, now: number) {
  try {
    const report: Report = verifyBundle(bytes, { trustedRoot, now })
    const [first, ...answers] = decodeBundle(bytes).items
    const isOurs = first !== undefined && uuidToString(decodeEntry(first.entry).id) === page.requestId
    const holdsBody = answers.some(({ body }) => body !== null && digestOf(body.bytes) === page.digest)
    if (!isOurs || !holdsBody)
      return { state: 'refused', report: { code: isOurs ? 'ANOTHER_BODY' : 'ANOTHER_CALL' } } as const
    const codes = (list: readonly { readonly code: string }[]) => [...new Set(list.map(({ code }) => code))]
    return {
      state: 'verified',
      report: { proved: codes(report.proved), missing: codes(report.missing), warnings: codes(report.warnings) },
    } as const
  } catch (error) {
    const { code, params } = error instanceof RabtError ? error : { code: 'BUNDLE_UNREADABLE', params: {} }
    return { state: 'refused', report: { code, params } } as const
  }
}

/** The body of an answer as its system sent it: the gateway keeps it as it came. */
function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}
