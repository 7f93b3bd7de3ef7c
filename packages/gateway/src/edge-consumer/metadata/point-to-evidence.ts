import { send } from '../answer/send.ts'
import type { Edge, Turn } from '../turn.ts'

const TEXT =
  'There are no signed containers here: this network proves an exchange by a bundle that is verified offline.\n' +
  'On the gateway: rabt evidence <X-Road-Request-Id> -o FILE, then anywhere: rabt verify FILE\n'

/** Step: `GET /asic`: a plain text error, as X-Road's own, that says what to do here. */
export function pointToEvidence(turn: Turn, edge: Edge): void {
  send(turn, edge, 404, 'Not Found', ['content-type', 'text/plain;charset=utf-8'], Buffer.from(TEXT, 'utf8'))
}
