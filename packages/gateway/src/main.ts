import { flushCompileCache } from 'node:module'
import { parseArgs } from 'node:util'
import { messageOf, RabtError } from '@rabt/protocol'
import { readConfig } from './config.ts'
import { holdHome } from './node/hold-home.ts'
import { startNode } from './node/node.ts'
import { makeLog } from './observe/log.ts'

/** A run whose commit failed may sign nothing more: the process ends, the supervisor starts the next run. */
const FATAL_EXIT = 70
const BAD_CONFIGURATION = 78
const STOP_DEADLINE_MS = 12_000

const { values } = parseArgs({ options: { home: { type: 'string' } } })
if (!values.home) {
  process.stderr.write('usage: main.ts --home <node home>\n')
  process.exit(BAD_CONFIGURATION)
}

try {
  const config = await readConfig(values.home, process.env)
  await holdHome(config.home)
  const log = makeLog(config.node, config.logLevel)
  const fatal = (error: unknown) => {
    log.fatal({ detail: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'run-ended')
    process.exit(FATAL_EXIT)
  }
  process.on('uncaughtException', fatal)
  process.on('unhandledRejection', fatal)
  const node = await startNode(config, log, fatal)
  // Other gateways that start on this machine need not compile the same again; what the start left lying goes back to the machine.
  flushCompileCache()
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => fatal(new Error('did not stop in time')), STOP_DEADLINE_MS).unref()
    node.stop().then(() => process.exit(0), fatal)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
} catch (error) {
  const words =
    error instanceof RabtError ? `${error.code}: ${messageOf(error, 'en')} ${error.detail ?? ''}` : String(error)
  process.stderr.write(`${words}\n`)
  process.exit(error instanceof RabtError && error.code === 'CONFIGURATION_INVALID' ? BAD_CONFIGURATION : 1)
}
