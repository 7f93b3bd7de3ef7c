import { readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { homeDir, type NodeHome, readNode } from '../home/home.ts'
import { adminCall, adminGet } from '../http/admin-client.ts'

const ASK_MS = 10_000
const POLL_MS = 250
const POLLS_A_LOOK = 3
/** Nodes that are not told look for a newer directory every 15 s. */
const FOLLOW_MS = 40_000

/** The nodes of the home that answer. */
export async function runningNodes(context: Context): Promise<readonly NodeHome[]> {
  const names = await readdir(homeDir(context)).catch((): string[] => [])
  const nodes = await Promise.all(
    names.filter((name) => /^[a-z]{2,3}$/.test(name)).map((name) => answering(context, name).catch(() => null)),
  )
  return nodes.filter((node) => node !== null)
}

/** Throws for one that does not run. */
async function answering(context: Context, name: string): Promise<NodeHome> {
  const node = await readNode(context, name)
  await numberAt(node)
  return node
}

/**
 * Has the nodes look at the directory now, and waits until each goes by this version or a later one; how many do. Who does not
 * answer follows by itself.
 */
export async function refreshNodes(nodes: readonly NodeHome[], version: number): Promise<number> {
  const followed = await Promise.all(
    nodes.map(async (node) => {
      const giveUpAt = performance.now() + FOLLOW_MS
      for (let polls = 0; performance.now() < giveUpAt; polls++) {
        // Its own state's mirror may have it a moment later.
        if (polls % POLLS_A_LOOK === 0)
          await adminCall(node, 'POST', '/admin/v1/directory/refresh', ASK_MS).catch(() => {})
        if ((await numberAt(node).catch(() => 0)) >= version) return true
        await delay(POLL_MS)
      }
      return false
    }),
  )
  return followed.filter(Boolean).length
}

/** Number of the directory version that a node goes by. */
async function numberAt(node: NodeHome): Promise<number> {
  const { body } = await adminGet(node, '/admin/v1/status', ASK_MS)
  return JSON.parse(Buffer.from(body).toString('utf8')).directory.version ?? 0
}
