import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePortBase } from '../../src/files/free-port-base.ts'
import { nodePorts } from '../../src/index.ts'
import { compareLanes } from '../support/lanes.ts'
import { sharedNetwork } from '../support/network.ts'
import { until } from '../support/until.ts'
import { startGateway } from './support/gateway-process.ts'

// Two gateways on one home, or on one database, would each believe that it is the one.
const network = await sharedNetwork()
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

describe('a second gateway on another home, with the database and slot of one that runs', () => {
  const other = mkdtempSync(join(tmpdir(), 'rabt-second-'))
  beforeAll(async () => {
    cpSync(network.at.node('KW'), other, { recursive: true })
    const file = join(other, 'node.json')
    const config = JSON.parse(readFileSync(file, 'utf8')) as { readonly listen: object }
    const { http, https, link, admin } = nodePorts(await freePortBase(), 'KW')
    writeFileSync(file, JSON.stringify({ ...config, listen: { ...config.listen, http, https, link, admin } }))
  })
  afterAll(() => rmSync(other, { recursive: true }))

  it('refuses to start as often as it is started, and the first does not notice', async () => {
    await network.exchanging('KW')
    const before = { pid: network.pid('kw'), runs: await runs() }
    for (let i = 0; i < 2; i++) {
      const second = startGateway(other)
      expect(await second.ended).toBe(1)
      expect(second.output()).toMatch(/^CONFLICT: .*slot 1 of this database, of a gateway that runs/m)
    }
    await network.exchanging('KW')
    expect({ pid: network.pid('kw'), runs: await runs() }).toEqual(before)
  }, 40_000)

  it('takes the place of a first that is paused, who commits nothing when it wakes, ends, and is refused in its turn', async () => {
    const paused = network.pid('kw')
    const before = (await runs()).length
    const log = join(network.at.node('KW'), 'node.log')
    const from = statSync(log).size
    let asleep: boolean = process.kill(paused, 'SIGSTOP')
    const second = startGateway(other)
    try {
      await until('the second runs', () => second.output().includes('"msg":"started"'))
      asleep = !process.kill(paused, 'SIGCONT')
      await until('the first has ended', () => network.pid('kw') !== paused)
      await until('it is refused', () => readFileSync(log).subarray(from).includes('CONFLICT: '))
      expect((await runs()).length).toBe(before + 1)
    } finally {
      if (asleep) process.kill(paused, 'SIGCONT')
      await second.kill()
    }
    await network.exchanging('KW')
    await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
  }, 60_000)
})
