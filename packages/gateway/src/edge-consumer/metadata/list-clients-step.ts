import { RabtError } from '@rabt/protocol'
import { wantsJsonList } from '../answer/accept.ts'
import { headerOf } from '../answer/header-of.ts'
import { send } from '../answer/send.ts'
import { languageOf } from '../answer/write-fault.ts'
import type { Edge, Turn } from '../turn.ts'
import { clientsAsJson, clientsAsXml, clientsOf } from './list-clients.ts'

/**
 * Step: `GET /listClients[?xRoadInstance=XX]`: members and subsystems of an instance; no client is named, nothing is recorded.
 *
 * @throws RabtError NOT_FOUND for an instance that is not of this federation
 */
export function listClients(turn: Turn, edge: Edge): void {
  const view = turn.view as NonNullable<Turn['view']>
  const instance = queryOf(turn.target).get('xRoadInstance') ?? edge.deps.instance
  const clients = clientsOf(view, instance)
  if (clients.length === 0 && !view.states.has(instance)) throw new RabtError('NOT_FOUND', { what: instance })
  const json = wantsJsonList(headerOf(turn.req, 'accept'))
  const language = languageOf(turn)
  const body = json ? clientsAsJson(clients, language) : clientsAsXml(clients, language)
  const type = json ? 'application/json' : 'text/xml'
  send(turn, edge, 200, 'OK', ['content-type', `${type};charset=utf-8`], Buffer.from(body, 'utf8'))
}

function queryOf(target: string): URLSearchParams {
  const mark = target.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
}
