import { parseArgs } from 'node:util'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { pino } from 'pino'
import { ConfigurationError, readPortalConfig } from './config.ts'
import { migrate } from './database/migrate.ts'
import { openPools } from './database/pools.ts'
import { healthRoutes } from './process/health.ts'
import { startWork } from './process/work.ts'

const BAD_CONFIGURATION = 78
const STOP_DEADLINE_MS = 8_000

const { values } = parseArgs({ options: { home: { type: 'string' } } })
if (!values.home) {
  process.stderr.write('usage: main.ts --home <folder of portal.json>\n')
  process.exit(BAD_CONFIGURATION)
}

try {
  const config = await readPortalConfig(values.home)
  const log = pino({ level: config.logLevel, base: { node: 'portal' }, timestamp: pino.stdTimeFunctions.isoTime })
  const pools = openPools(config.database)
  await migrate(pools.owner)

  const app = new Hono()
  app.route('/', healthRoutes({ pool: pools.public, states: config.harvest.states, clock: Date.now }))
  app.onError((error, c) => {
    log.error({ error: String(error), path: c.req.path }, 'request-failed')
    return c.text('500', 500)
  })
  const server = serve({ fetch: app.fetch, hostname: config.listen.host, port: config.listen.port })
  server.on('error', (error) => {
    log.fatal({ error: String(error) }, 'not-listening')
    process.exit(1)
  })
  const work = await startWork(config, pools, log, Date.now)
  log.info({ port: config.listen.port }, 'portal-started')

  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref()
    server.close()
    await work.stop()
    await pools.end()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof ConfigurationError ? BAD_CONFIGURATION : 1)
}
