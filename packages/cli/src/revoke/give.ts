import type { NodeHome } from '../home/home.ts'
import { adminCall, adminGet } from '../http/admin-client.ts'

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
      const name = node.dir.slice(node.dir.lastIndexOf('/') + 1).toUpperCase()
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
  const numbers = await Promise.all(
    nodes.map(async (node) => {
      try {
        const { body } = await adminGet(node, '/admin/v1/revocations', ASK_MS)
        const { revocations } = JSON.parse(Buffer.from(body).toString('utf8')) as {
          readonly revocations: readonly { readonly state: string; readonly number: number }[]
        }
        return revocations.flatMap(({ state, number }) => (state === issuer ? [number] : []))
      } catch {
        return []
      }
    }),
  )
  return Math.max(0, ...numbers.flat())
}
