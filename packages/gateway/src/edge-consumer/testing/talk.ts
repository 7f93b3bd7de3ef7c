import { connect } from 'node:net'

/** One HTTP answer as octets: texts are latin1. */
export interface RawAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}

export const SERVICE = '/r1/QA/GOV/MOI/traffic/violations'
export const CLIENT = 'X-Road-Client: KW/GOV/MOI/traffic'

/** Octets of a request; a `Connection: close` makes the edge end the conversation after its answer. */
export function request(line: string, headers: readonly string[] = [CLIENT], body: Uint8Array | string = ''): Buffer {
  const head = [line, 'Host: kw.example', ...headers, 'Connection: close', '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body as string)])
}

/** Sends octets, all at once or in pieces, and returns what came until the other side closed. */
export function exchangeBytes(port: number, pieces: Uint8Array | readonly Uint8Array[]): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const received: Buffer[] = []
    socket.on('data', (chunk) => received.push(chunk))
    // A reset is an end too: what matters is what came before it.
    socket.on('error', () => {})
    socket.on('close', () => resolve(Buffer.concat(received)))
    for (const piece of pieces instanceof Uint8Array ? [pieces] : pieces) socket.write(piece)
  })
}

/** One request, one answer. */
export async function ask(port: number, octets: Uint8Array, method = 'GET'): Promise<RawAnswer> {
  const [answer, ...more] = parseAnswers(await exchangeBytes(port, octets), [method])
  if (answer === undefined || more.length > 0) throw new Error(`${answer === undefined ? 0 : more.length + 1} answers`)
  return answer
}

export function header(answer: RawAnswer, name: string): string | undefined {
  return answer.headers.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1]
}

export function json(answer: RawAnswer): Record<string, string> {
  return JSON.parse(answer.body.toString('utf8'))
}

/** Answers in octets, strictly: status line, headers, Content-Length. Throws on anything left over. `methods`: of the requests, in order. */
export function parseAnswers(octets: Buffer, methods: readonly string[] = []): RawAnswer[] {
  const answers: RawAnswer[] = []
  let rest = octets
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) throw new Error('head without end')
    const [line = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const match = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(line)
    if (match === null) throw new Error(`status line ${line}`)
    const headers = lines.map((text): [string, string] => {
      const colon = text.indexOf(': ')
      if (colon < 1) throw new Error(`header ${text}`)
      return [text.slice(0, colon), text.slice(colon + 2)]
    })
    const status = Number(match[1])
    rest = rest.subarray(end + 4)
    const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]
    const interim = status < 200
    const bodiless = interim || status === 204 || status === 304 || methods[answers.length] === 'HEAD'
    const size = bodiless ? 0 : Number(length ?? Number.NaN)
    if (Number.isNaN(size) || size > rest.length) throw new Error('body without its length')
    if (!interim) answers.push({ status, reason: match[2] as string, headers, body: rest.subarray(0, size) })
    rest = rest.subarray(size)
  }
  return answers
}
