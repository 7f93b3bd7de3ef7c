import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { processFacts } from '../files/process-table.ts'
import { TestbedError } from '../files/testbed-error.ts'

/** Throws a TestbedError that names every port which somebody else listens on, and who, as far as it can be seen. */
export async function refuseTakenPorts(
  ports: readonly { readonly port: number; readonly use: string }[],
): Promise<void> {
  const taken = (await Promise.all(ports.map(async (wanted) => ((await isFree(wanted.port)) ? [] : [wanted])))).flat()
  if (taken.length === 0) return
  const list = taken.map(({ port, use }) => `${port} (${use}) ${holderOf(port) ?? ''}`.trim()).join(', ')
  throw new TestbedError(
    `these ports are taken: ${list}. Stop what uses them, or move all ports with RABT_PORT_BASE (for example 18000)`,
    `هذه المنافذ مشغولة: ${list}. أوقف ما يستخدمها، أو انقل المنافذ كلها بالمتغير RABT_PORT_BASE (مثل 18000)`,
  )
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** Looks the listener up in /proc/net/tcp and its socket among the processes that we may look into. */
function holderOf(port: number): string | undefined {
  const inode = listeningInode(port)
  if (inode === undefined) return undefined
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      for (const fd of readdirSync(`/proc/${entry}/fd`)) {
        if (readlinkSync(`/proc/${entry}/fd/${fd}`) !== `socket:[${inode}]`) continue
        // The command alone: arguments can hold secrets.
        return `by process ${entry} ${processFacts(Number(entry))?.argv[0] ?? ''}`.trim()
      }
    } catch {
      // Another user's process, or one that ended meanwhile.
    }
  }
  return undefined
}

function listeningInode(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    try {
      for (const line of readFileSync(table, 'latin1').split('\n').slice(1)) {
        const fields = line.trim().split(/\s+/)
        // proc_pid_net(5): local address, state 0A = listening, inode.
        if (fields[1]?.endsWith(`:${hex}`) && fields[3] === '0A') return fields[9]
      }
    } catch {
      // No such table on this machine.
    }
  }
  return undefined
}
