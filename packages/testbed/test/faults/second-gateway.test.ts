import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedNetwork } from '../support/network.ts'
import { startGateway } from './support/gateway-process.ts'

// Two gateways on one home would each believe that it is the one.
const network = sharedNetwork()
const runs = () => network.query<{ epoch: string }>('KW', 'SELECT epoch FROM run ORDER BY epoch')

describe('a second gateway on the home of one that runs', () => {
  it('refuses to start and says why, and the first does not notice', async () => {
    await network.exchanging('KW')
    const before = { pid: network.pid('kw'), runs: await runs() }
    const second = startGateway(join(network.at.node('KW')))
    expect(await second.ended).toBe(1)
    expect(second.output()).toMatch(/^CONFLICT: .*process that runs on this home/)
    expect(second.output()).toContain(network.at.node('KW'))
    await network.exchanging('KW')
    expect({ pid: network.pid('kw'), runs: await runs() }).toEqual(before)
  })

  it('may start when the first has ended, however it ended', async () => {
    const before = network.pid('kw')
    await network.control('kill', 'kw')
    await network.exchanging('KW')
    expect(network.pid('kw')).not.toBe(before)
  })
})
