import {
  extractSecrets,
  type Header,
  parseRequestHead,
  RabtError,
  type ResponseHead,
  requestHash,
  serialiseResponseHead,
} from '@rabt/protocol'
import type { Answer, Exchange, OutgoingCall } from '../../exchange.ts'

/** What a provider's system answers. */
export interface Reply {
  readonly status?: number
  readonly reason?: string
  readonly headers?: readonly Header[]
  readonly body?: Uint8Array | string | null
  readonly outcome?: string | null
}

export type Provider = (call: OutgoingCall) => Reply | Promise<Reply>

/** The answer as the provider's gateway makes it (docs/spec/heads.md), its head open to changes by a hostile one. */
export function answerTo(
  call: OutgoingCall,
  reply: Reply = {},
  alter: (head: ResponseHead) => ResponseHead = (h) => h,
): Answer {
  const { status = 200, reason = 'OK', headers = [], body = null, outcome = null } = reply
  const request = parseRequestHead(call.head)
  const last = (name: string): string => request.headers.findLast(([n]) => n.toLowerCase() === name)?.[1] ?? ''
  const headSalt = new Uint8Array(32).fill(5)
  const secret = extractSecrets(headers, 'response', headSalt)
  const echoes: Header[] = [
    ['x-road-client', call.consumer],
    ['x-road-service', call.service],
    ['x-road-id', last('x-road-id')],
    ['x-road-request-id', last('x-road-request-id')],
    ['x-road-request-hash', requestHash(call.head, call.body)],
  ]
  const head = alter({ status, reason, headers: [...secret.headers, ...echoes] })
  return {
    status,
    outcome,
    head: serialiseResponseHead(head),
    headSalt,
    body: typeof body === 'string' ? Buffer.from(body) : body,
    secrets: secret.secrets,
    repeated: false,
    provider: call.service.split('/').slice(0, 4).join('/'),
  }
}

/** An exchange without a network: records the calls and answers them in this process. */
export class FakeExchange implements Exchange {
  readonly calls: OutgoingCall[] = []
  provider: Provider = () => ({ headers: [['Content-Type', 'application/json']], body: '{"ok":true}' })
  answer: ((call: OutgoingCall) => Answer | Promise<Answer>) | null = null
  readonly down = new Map<string, RabtError>()

  async call(call: OutgoingCall): Promise<Answer> {
    this.calls.push(call)
    return this.answer === null ? answerTo(call, await this.provider(call)) : this.answer(call)
  }

  reachable(gateway: string): true | RabtError {
    return this.down.get(gateway) ?? true
  }

  get last(): OutgoingCall {
    const call = this.calls.at(-1)
    if (call === undefined) throw new RabtError('NOT_FOUND')
    return call
  }
}
