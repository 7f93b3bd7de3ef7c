import { faultType } from '../answer/fault.ts'
import { sendSoapFault } from '../answer/write-fault.ts'
import type { Edge, Turn } from '../turn.ts'
import { uuid4 } from '../uuid4.ts'

/** [C] what X-Road answers there to anything but POST. */
const WRONG_METHOD = {
  classic: 'Server.ClientProxy.InvalidHttpMethod',
  modern: 'server.clientproxy.invalid_http_method',
} as const

/** Step: the catch-all of X-Road's edge, a SOAP handler. SOAP is not spoken here, and its callers are told so in SOAP. */
export function refuseSoap(turn: Turn, edge: Edge): void {
  const method = turn.req.method
  const detail = uuid4(edge.deps.random)
  if (method === 'POST') {
    const type = faultType('INVALID_REQUEST', 'consumer', edge.deps.spelling)
    const message = 'SOAP is not supported by this gateway: call services by REST under /r1/'
    sendSoapFault(turn, edge, { code: 'INVALID_REQUEST', type, message, detail })
  } else {
    const message = `Must use POST request method instead of ${method}`
    sendSoapFault(turn, edge, { code: null, type: WRONG_METHOD[edge.deps.spelling], message, detail })
  }
}
