import { parseArgs } from 'node:util'
import { STATES, stateOf } from '../federation/states.ts'
import { createAgenciesServer } from './server.ts'

// The systems of all sample agencies, in one process: node main.ts --port 8050 --states KW,SA,QA (default: all six)
const { values } = parseArgs({
  options: { port: { type: 'string' }, states: { type: 'string', default: STATES.map(({ code }) => code).join(',') } },
})
const states = values.states.split(',').map((code) => stateOf(code).code)
const server = createAgenciesServer({ states, clock: Date.now })
server.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
server.listen(Number(values.port), '127.0.0.1', () =>
  console.log(`sample agencies of ${states.join(', ')} on port ${values.port}`),
)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
    setTimeout(() => process.exit(0), 3_000).unref()
  })
}
