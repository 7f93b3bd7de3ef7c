import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { ConfigurationError, readPortalConfig } from './config.ts'
import { migrate } from './database/migrate.ts'
import { openPools } from './database/pools.ts'
import { foundLaunch } from './launch/found.ts'
import { composePortal, listen } from './process/serve.ts'
import { startWork } from './process/work.ts'
import { reindexAll } from './search/index/store.ts'

const BAD_CONFIGURATION = 78
const STOP_DEADLINE_MS = 8_000
/** What is under way longer is cut: it is taken up again where it was. */
const WORK_ENDS_MS = 3_000

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
  await reindexAll(pools.worker)

  if (config.launch !== undefined) await foundLaunch(pools.staff, config.launch)

  const portal = composePortal(config, pools, log, Date.now)
  const server = listen(config, portal, log)
  const work = await startWork(config, pools, log, Date.now, portal.tend)
  log.info({ port: config.listen.port }, 'portal-started')

  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref()
    server.close()
    await Promise.race([work.stop(), delay(WORK_ENDS_MS, undefined, { ref: false })])
    await pools.end()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof ConfigurationError ? BAD_CONFIGURATION : 1)
}
