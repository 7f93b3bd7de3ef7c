import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { DirectoryView } from '@rabt/directory'
import { UsageMeter } from '../../agreements/usage-meter.ts'
import type { ClientSetting } from '../../registry/local-registry.ts'
import type { EdgeDeps, ExchangeObserved } from '../deps.ts'
import { type ConsumerEdge, startConsumerEdge } from '../server.ts'
import { selfSigned, type TestCertificate } from './certificates.ts'
import { VIEW } from './directory.ts'
import { FakeExchange } from './fake-exchange.ts'

export const NOW = Date.UTC(2026, 10, 24, 12)

export interface TestEdge {
  readonly edge: ConsumerEdge
  readonly exchange: FakeExchange
  readonly clients: Map<string, ClientSetting>
  readonly observed: ExchangeObserved[]
  readonly logged: object[]
  readonly certificate: TestCertificate
  readonly http: number
  readonly https: number
  directory: () => DirectoryView
}

export function clientSetting(
  id: string,
  authentication: ClientSetting['authentication'],
  certificates: string[] = [],
): ClientSetting {
  return { id, authentication, certificates, name: { ar: id, en: id } }
}

/** An edge of Kuwait on free ports, with an exchange that answers in this process. */
export async function startTestEdge(change: Partial<EdgeDeps> = {}): Promise<TestEdge> {
  const exchange = new FakeExchange()
  const certificate = await selfSigned('127.0.0.1')
  const observed: ExchangeObserved[] = []
  const logged: object[] = []
  const log = (fields: object): void => void logged.push(fields)
  const clients = new Map<string, ClientSetting>()
  for (const id of ['KW/GOV/MOI/traffic', 'KW/GOV/MOI', 'KW/GOV/MOI/a%2Fb', 'KW/GOV/MOI/elsewhere']) {
    clients.set(id, clientSetting(id, 'HTTP'))
  }
  const test = { directory: () => VIEW }
  const edge = await startConsumerEdge({
    listen: { host: '127.0.0.1', http: 0, https: 0 },
    tls: certificate,
    instance: 'KW',
    gateway: 'KW/GOV/EGOV/gw1',
    exchange,
    directory: () => test.directory(),
    usage: new UsageMeter(),
    clients: (id) => clients.get(id),
    clock: () => NOW,
    random: (n) => randomBytes(n),
    spelling: 'classic',
    log: { info: log, warn: log, error: log },
    hooks: { onExchange: (one) => void observed.push(one) },
    ...change,
  })
  const port = (server: { address(): AddressInfo | string | null }): number => (server.address() as AddressInfo).port
  return Object.assign(test, {
    edge,
    exchange,
    clients,
    observed,
    logged,
    certificate,
    http: port(edge.http),
    https: port(edge.https),
  })
}
