import { parseArgs } from 'node:util'
import { type Door, type Mirror, openDoor, postgresLock, type WriterLock } from '@rabt/authority'
import { readTrustedRoot } from '../ceremony/found.ts'
import { layout } from '../ceremony/layout.ts'
import { openOfficers } from '../ceremony/officers.ts'
import { openFaces } from './faces.ts'
import { openMirrors } from './mirrors.ts'
import { openOffices } from './offices.ts'
import { authorityCodes } from './open.ts'
import { SITES } from './places.ts'
import { openPool } from './pools.ts'
import { openWriters } from './writers.ts'

// The sample authorities of all parties, in one process: first what an exchange needs of them, then their registers:
// node main.ts --home .rabt --port-base 8000

const { values } = parseArgs({ options: { home: { type: 'string' }, 'port-base': { type: 'string' } } })
const at = layout(values.home ?? '.rabt')
const portBase = Number(values['port-base'])
const setting = { at, portBase, officers: openOfficers(at.officers), clock: Date.now }

let isReady = false
const pools = new Map(authorityCodes().map((code) => [code, openPool(at, code)]))
const poolOf = (code: string) => pools.get(code) as ReturnType<typeof openPool>
const locks = new Map(SITES.map((code): [string, WriterLock] => [code, postgresLock(poolOf(code))]))
const lockOf = (code: string) => locks.get(code)
const mirrors = await openMirrors(at, portBase, lockOf, Date.now)
const writers = openWriters({ ...setting, mirrors }, lockOf)
const trustedRoot = readTrustedRoot(at)
const doors = new Map(
  writers.map((writer): [string, Door] => {
    const { repository } = mirrors.get(writer.site) as Mirror
    return [writer.site, openDoor({ writer, repository, trustedRoot, clock: Date.now })]
  }),
)
const faces = await openFaces({ ...setting, mirrors, doors, isReady: () => isReady })
console.log('the public faces listen')

const offices = openOffices({ ...setting, mirrors, doors, writers, authorities: faces.authorities, poolOf })
offices.opened.then(
  () => {
    isReady = true
    console.log('the registers are open')
  },
  (error: unknown) => {
    console.error('the registers were not opened:', error)
    process.exit(1)
  },
)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    faces.close()
    offices.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}
