import { messageOf, type RabtError } from '@rabt/protocol'
import type { EdgeDeps } from '../deps.ts'
import { uuid4 } from '../uuid4.ts'
import { faultBody, faultStatus, faultType, type Origin } from './fault.ts'
import { faultHeaders } from './fault-headers.ts'

/**
 * A whole HTTP answer as octets, for a connection on which no request could be read: nothing is known of what the peer
 * accepts, so it gets JSON in English, and the connection ends.
 */
export function rawFault(deps: EdgeDeps, error: RabtError, origin: Origin = 'client'): string {
  const type = faultType(error.code, origin, deps.spelling)
  const fault = { code: error.code, type, message: messageOf(error, 'en'), detail: uuid4(deps.random) }
  const { body, contentType } = faultBody(fault, 'application/json')
  const status = faultStatus(type)
  deps.log.info({ detail: fault.detail, code: error.code, cause: error.detail }, 'no HTTP request could be read')
  const octets = Buffer.from(body, 'utf8').toString('latin1')
  const headers = [
    ...faultHeaders(fault, contentType, deps.errorDocs),
    'Content-Length',
    String(octets.length),
    'Connection',
    'close',
  ]
  let head = `HTTP/1.1 ${status} ${status === 400 ? 'Bad Request' : 'Internal Server Error'}\r\n`
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
  return `${head}Date: ${new Date(deps.clock()).toUTCString()}\r\n\r\n${octets}`
}
