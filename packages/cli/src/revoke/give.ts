import { CliError } from '../error.ts'
import type { NodeHome } from '../home/home.ts'
import { adminCall, adminGet } from '../http/admin-client.ts'
import type { Withdrawal } from './withdraw.ts'

const ASK_MS = 10_000

/** A node, and whether it goes by the revocation from now on; `code`: why not. */
export interface Given {
  readonly node: string
  readonly code: string | null
}

/** Hands a signed revocation to nodes: each honours it at once and tells it to all that it is linked with. */
export function giveToNodes(nodes: readonly NodeHome[], revocation: Uint8Array): Promise<readonly Given[]> {
  return Promise.all(
    nodes.map(async (node) => {
      const name = nameOf(node)
      const body = { type: 'application/json', bytes: revocation }
      return adminCall(node, 'POST', '/admin/v1/revocations', ASK_MS, body).then(
        () => ({ node: name, code: null }),
        (error: unknown) => ({ node: name, code: error instanceof Error ? error.message : 'UNKNOWN' }),
      )
    }),
  )
}

/** The highest number of an issuer's revocations that some node holds; 0 if none. */
export async function highestHeld(nodes: readonly NodeHome[], issuer: string): Promise<number> {
  const lists = await Promise.all(nodes.map((node) => heldAt(node, issuer).catch(() => [])))
  return Math.max(0, ...lists.flat().map(({ number }) => number))
}

/** What is in force of an issuer at any of the nodes. @throws CliError NODE_SILENT if one of them does not say */
export async function heldBy(nodes: readonly NodeHome[], issuer: string): Promise<readonly Withdrawal[]> {
  const lists = await Promise.all(
    nodes.map((node) =>
      heldAt(node, issuer).catch(() => {
        throw silent(nameOf(node))
      }),
    ),
  )
  return lists.flat()
}

async function heldAt(node: NodeHome, issuer: string): Promise<readonly Withdrawal[]> {
  const { body } = await adminGet(node, '/admin/v1/revocations', ASK_MS)
  const { revocations } = JSON.parse(Buffer.from(body).toString('utf8')) as {
    readonly revocations: readonly (Withdrawal & { readonly state: string })[]
  }
  return revocations.filter(({ state }) => state === issuer)
}

const nameOf = ({ dir }: NodeHome): string => dir.slice(dir.lastIndexOf('/') + 1).toUpperCase()

/** To count a revocation that nobody read would bring back what it took away. */
function silent(node: string): CliError {
  return new CliError('NODE_SILENT', {
    en: `${node} does not say which revocations it holds, so the directory was not changed. What was given counts for a day: run the command again.`,
    ar: `لم تذكر ${node} ما لديها من قرارات السحب فلم يتغير الدليل. ما أُعطي سارٍ يوما: نفّذ الأمر من جديد.`,
  })
}
