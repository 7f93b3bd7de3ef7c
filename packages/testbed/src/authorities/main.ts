import { parseArgs } from 'node:util'
import { layout } from '../ceremony/layout.ts'
import { openOfficers } from '../ceremony/officers.ts'
import { openSharedDirectory } from './directory.ts'
import { openFaces } from './faces.ts'
import { openOffices } from './offices.ts'

// The sample authorities of all parties, in one process: first what an exchange needs of them, then their registers:
// node main.ts --home .rabt --port-base 8000

const { values } = parseArgs({ options: { home: { type: 'string' }, 'port-base': { type: 'string' } } })
const at = layout(values.home ?? '.rabt')
const setting = { at, portBase: Number(values['port-base']), officers: openOfficers(at.officers), clock: Date.now }

let isReady = false
const directory = await openSharedDirectory(at, Date.now)
const faces = await openFaces({ ...setting, directory, isReady: () => isReady })
console.log('the public faces listen')

const offices = openOffices({ ...setting, directory, authorities: faces.authorities })
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
