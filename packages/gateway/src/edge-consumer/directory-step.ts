import { answerDirectory } from '../discovery/lists.ts'
import { send } from './answer/send.ts'
import { DIRECTORY_PATH } from './endpoint.ts'
import type { Edge, Turn } from './turn.ts'

/**
 * Step: `GET /rabt/v1/directory/<list>[?…]`: who is there, what is offered, who is whose counterpart, what may be asked of whom. No client is
 * named, nothing is recorded.
 *
 * @throws RabtError NOT_FOUND, INVALID_REQUEST
 */
export function askDirectory(turn: Turn, edge: Edge): void {
  const view = turn.view as NonNullable<Turn['view']>
  const [path = '', query = ''] = turn.target.slice(DIRECTORY_PATH.length).split('?', 2)
  const answer = answerDirectory(view, path, new URLSearchParams(query), edge.deps.clock())
  const body = Buffer.from(JSON.stringify(answer), 'utf8')
  send(turn, edge, 200, 'OK', ['content-type', 'application/json;charset=utf-8', 'cache-control', 'no-store'], body)
}
