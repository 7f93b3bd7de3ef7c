import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createIdentityServer, identitySettings, makeContent, PARTIES, type StateCode } from '@rabt/testbed'
import { pino } from 'pino'
import { createTestSchema, type TestSchema } from '../../src/database/test-schema.ts'
import { harvestState } from '../../src/harvest/harvest-state.ts'
import { fakeFeed } from '../../src/harvest/testing/fake-feed.ts'
import { foundLaunch } from '../../src/launch/found.ts'
import { composePortal, listen } from '../../src/process/serve.ts'
import { testConfig } from '../../src/process/testing/config.ts'
import { observeState } from '../../src/readiness/observe.ts'
import { indexRecords } from '../../src/search/index/store.ts'

export interface RunningPortal {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly schema: TestSchema
  /** Failures of ours that a request met. */
  readonly failures: string[]
  /** What the portal does by the clock, now. */
  tend(): Promise<void>
  close(): Promise<void>
}

/** The service that does not answer. */
const SILENT = 'SA/GOV/PENSION/insurance/contributions'
const PAGE = 200

/**
 * The whole portal as it is composed in production, listening, with the sample content of these states harvested from feeds of this
 * process, and the sample identity providers for staff. Stands in for the network alone.
 */
export async function runningPortal(states: readonly StateCode[]): Promise<RunningPortal> {
  const schema = await createTestSchema()
  const { pools } = schema
  for (const state of states) await harvest(schema, state)
  await foundLaunch(pools.staff, { number: 'SAMPLE-1/2026', on: '2026-01-01' })

  const [port, identityPort] = [await freePort(), await freePort()]
  const origin = `http://127.0.0.1:${port}`
  const secrets = Object.fromEntries(PARTIES.map(({ code }) => [code, `${code}-secret-of-the-sample`]))
  const identities = createIdentityServer({ origin: `http://127.0.0.1:${identityPort}`, portal: origin, secrets })
  identities.listen(identityPort, '127.0.0.1')
  await once(identities, 'listening')

  const failures: string[] = []
  const log = pino({ level: 'warn', base: null }, { write: (line: string) => void failures.push(line) })
  const config = testConfig({
    listen: { host: '127.0.0.1', port },
    baseUrl: origin,
    harvest: { states: [...states] },
    identities: identitySettings(`http://127.0.0.1:${identityPort}`, secrets),
  })
  const portal = composePortal(config, pools, log, Date.now)
  const server = listen(config, portal, log)
  return {
    origin,
    schema,
    failures,
    tend: portal.tend,
    close: async () => {
      server.close()
      identities.close()
      identities.closeAllConnections()
      await schema.drop()
    },
  }
}

/** All that a state publishes, and what of it answers. */
async function harvest({ pools }: TestSchema, state: StateCode): Promise<void> {
  const pool = pools.worker
  const content = makeContent(state)
  const feed = fakeFeed(state, PAGE)
  for (const item of content.items) feed.change({ ...item })
  for (const bytes of content.files.values()) feed.addFile(Buffer.from(bytes))
  const settled = indexRecords
  await harvestState({ pool, ask: feed.ask, clock: Date.now, limit: PAGE, settled }, state)
  const registered = content.items.flatMap(({ record }) => ('network' in record ? [String(record.network)] : []))
  const lookout = {
    directory: async () => ({ stage: 'live', services: new Set(registered) }),
    probe: async (service: string) => {
      const answers = service !== SILENT
      return { service, answers, code: answers ? null : 'no-answer', milliseconds: 12 }
    },
  }
  await observeState({ pool, lookout, clock: Date.now }, state)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}
