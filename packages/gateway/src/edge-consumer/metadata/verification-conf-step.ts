import type { DirectoryView } from '@rabt/directory'
import { send } from '../answer/send.ts'
import type { Edge, Turn } from '../turn.ts'
import { verificationConf } from './verification-conf.ts'

/** The archive of each directory version, made once: anybody may ask for it, unauthenticated. */
const archives = new WeakMap<DirectoryView, Uint8Array>()

/** Step: `GET /verificationconf`. */
export function sendVerificationConf(turn: Turn, edge: Edge): void {
  const view = turn.view as DirectoryView
  const archive = archives.get(view) ?? verificationConf(view, edge.deps.instance)
  archives.set(view, archive)
  const headers = [
    'content-type',
    'application/zip',
    'content-disposition',
    'attachment; filename="verificationconf.zip"',
  ]
  send(turn, edge, 200, 'OK', headers, archive)
}
