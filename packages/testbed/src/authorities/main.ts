import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { createAuthorityServer } from '@rabt/authority'
import { layout } from '../ceremony/layout.ts'
import { openOfficers } from '../ceremony/officers.ts'
import { openUpkeep } from '../ceremony/upkeep.ts'
import { nodePorts } from '../federation/ports.ts'
import { openConformance } from './conformance.ts'
import { authorityCodes, openStateAuthority } from './open.ts'

// The servers of all sample authorities, in one process, and their officers' hourly signatures:
// node main.ts --home .rabt --port-base 8000
const HOUR_MS = 3_600_000

const { values } = parseArgs({ options: { home: { type: 'string' }, 'port-base': { type: 'string' } } })
const at = layout(values.home ?? '.rabt')
const portBase = Number(values['port-base'])

const officers = openOfficers(at.officers)
const conformanceOf = await openConformance(at, officers, portBase, Date.now)
const servers = await Promise.all(
  authorityCodes().map(async (code) => {
    const authority = await openStateAuthority(at, code, portBase, Date.now)
    const conformance = conformanceOf(code, authority)
    const server = createAuthorityServer({
      authority,
      repository: at.repository,
      ...(conformance === undefined ? {} : { conformance }),
    })
    server.listen(nodePorts(portBase, code).authority, '127.0.0.1')
    await once(server, 'listening')
    return server
  }),
)
console.log(`authorities of ${authorityCodes().join(', ')} listen`)

const upkeep = openUpkeep(at, officers, Date.now)
let working: Promise<void> = Promise.resolve()
const timer = setInterval(() => {
  // What fails now is tried again in an hour; a timestamp lives a day.
  working = upkeep.renew().catch((error: unknown) => console.error('the directory was not signed anew:', error))
}, HOUR_MS)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    clearInterval(timer)
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
    working.then(() => process.exit(0))
  })
}
