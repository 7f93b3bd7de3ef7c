import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, inject } from 'vitest'
import { callAdmin, layout, nodePorts, type PartyCode } from '../../src/index.ts'
import { type Answer, ask, type Question } from './ask.ts'
import type { TakenNetwork } from './provided.ts'
import { until } from './until.ts'

export type Code = PartyCode

/** The calling system of most tests, and the subsystem that their services belong to. */
export const CONSUMER = 'KW/GOV/MOI/traffic'
export const PROVIDER = 'QA/GOV/MOI/traffic'
export const AS_CONSUMER: readonly [string, string] = ['X-Road-Client', CONSUMER]

/** The longest that a gateway may take to end in order, start and link, on a machine that does much else. */
const RESTART_MS = 60_000

/** A running federation as a test sees it: from outside, by its ports and its home. */
export function networkAt({ home, portBase }: Pick<TakenNetwork, 'home' | 'portBase'>) {
  const at = layout(home)
  const ports = (code: Code) => nodePorts(portBase, code)
  const address = (code: Code, port: 'http' | 'https' | 'admin') =>
    `${port === 'http' ? 'http' : 'https'}://127.0.0.1:${ports(code)[port]}`
  const configFile = (code: Code) => join(at.node(code), 'node.json')
  const readConfig = (code: Code) => JSON.parse(readFileSync(configFile(code), 'utf8')) as Record<string, unknown>

  const network = {
    home,
    at,
    portBase,
    ports,
    address,
    /** As `node.json` says where a gateway listens. */
    listen: (code: Code) => {
      const { http, https, link, admin } = ports(code)
      return { host: '127.0.0.1', http, https, link, admin }
    },
    /** PEM of the state's CA. */
    ca: (code: Code) => readFileSync(join(at.node(code), 'keys', 'ca.crt'), 'utf8'),
    /** A call through the gateway of the asking state, by plain HTTP, as CONSUMER unless the headers name another. */
    call: (path: string, question: Omit<Question, 'path'> = {}, from: Code = 'KW'): Promise<Answer> => {
      const named = question.headers?.some(([name]) => name.toLowerCase() === 'x-road-client')
      const headers = named ? question.headers : [AS_CONSUMER, ...(question.headers ?? [])]
      return ask(address(from, 'http'), { ...question, path, headers })
    },
    admin: async (code: Code, method: string, path: string, body?: unknown) => {
      const answer = await callAdmin(at.node(code), ports(code).admin, method, path, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
      return answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>)
    },
    ready: async (code: Code) => {
      const answer = await ask(`http://127.0.0.1:${ports(code).admin}`, { path: '/readyz', timeoutMs: 5_000 })
      return answer.json() as { readonly ready: boolean; readonly reasons: readonly string[] }
    },
    /** Value of a metric without labels. */
    metric: async (code: Code, name: string): Promise<number> => {
      const answer = await ask(`http://127.0.0.1:${ports(code).admin}`, { path: '/metrics', timeoutMs: 5_000 })
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(answer.text())?.[1])
    },
    /** Process number of a child of the supervisor: `kw`, `agencies`, `authorities`. */
    pid: (child: string) => {
      const record = JSON.parse(readFileSync(join(at.runs, `${child.toLowerCase()}.json`), 'utf8'))
      return (record as { readonly pid: number }).pid
    },
    /** Its `node.json`, as far as tests look at it. */
    config: (code: Code) => readConfig(code) as { readonly directory: { readonly mirrors: readonly string[] } },
    /** Rows of a query in the node's own database, as the node's role. */
    query: async <Row extends object>(code: Code, text: string, values: readonly unknown[] = []): Promise<Row[]> => {
      const client = new Client(readConfig(code).database as object)
      await client.connect()
      try {
        return (await client.query<Row>(text, [...values])).rows
      } finally {
        await client.end()
      }
    },
    /** Ends the node's process in order; the supervisor starts it again, with these settings in its `node.json`. */
    restartWith: async (code: Code, settings: Readonly<Record<string, unknown>>): Promise<void> => {
      const { pid } = network
      const before = pid(code)
      writeFileSync(configFile(code), JSON.stringify({ ...readConfig(code), ...settings }, null, 2))
      process.kill(before, 'SIGTERM')
      await until(`a new process of ${code}`, () => pid(code) !== before, RESTART_MS)
      await network.exchanging(code)
    },
    /** Waits until a call from this state is answered by its counterpart. */
    exchanging: async (from: Code = 'KW', to: Code = from === 'QA' ? 'KW' : 'QA'): Promise<void> => {
      await until(
        `${from} exchanges with ${to}`,
        async () => {
          const headers: [string, string][] = [['X-Road-Client', `${from}/GOV/MOI/traffic`]]
          const answer = await network.call(
            `/r1/${to}/GOV/MOI/traffic/listMethods`,
            { headers, timeoutMs: 8_000 },
            from,
          )
          if (answer.status !== 200) throw new Error(answer.text())
          return true
        },
        RESTART_MS,
      )
    },
  }
  return network
}

export type Network = ReturnType<typeof networkAt>

export type SharedNetwork = Awaited<ReturnType<typeof sharedNetwork>>

/** A federation that files take in turn, for this file alone until its end; as others left it, and so it is to be left. */
export async function sharedNetwork() {
  const ordered = async <T>(address: string, path: string): Promise<T> => {
    const answer = await ask(address, { method: 'POST', path, timeoutMs: 120_000 })
    if (answer.status !== 200) throw new Error(answer.text())
    return answer.json() as T
  }
  const place = await ordered<TakenNetwork>(inject('federation').pool, '/take')
  const { origin, pathname } = new URL(place.control)
  afterAll(() => ordered(origin, `${pathname}/return`))
  return {
    ...networkAt(place),
    control: (act: 'kill' | 'hold' | 'restart', child: string): Promise<void> =>
      ordered(origin, `${pathname}/${act}/${child}`),
  }
}
