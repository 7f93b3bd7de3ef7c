import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { directoryRepository, type RegistryContent, updateDocument, updateFederation } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePortBase } from '../src/files/free-port-base.ts'
import { processFacts } from '../src/files/process-table.ts'
import { firstCall, openOfficers, PARTIES, STATES } from '../src/index.ts'
import { ask } from './support/ask.ts'
import { type Network, networkAt } from './support/network.ts'
import { npmStart, type Start } from './support/npm-start.ts'
import { describePortal } from './support/portal-tests.ts'
import { rssMiB } from './support/rss.ts'
import { until } from './support/until.ts'

// `npm start -- --all`: six live states, the General Secretariat and the portal, as a person starts and stops them.
const home = join(inject('federation').otherHomes, 'six')
const STOPPED_WITHIN_S = 15
/** Of a gateway that does nothing; a bound, not the aim: 110. */
const AT_REST_MIB = 200
const CODES = STATES.map(({ code }) => code)
const PAIRS = CODES.flatMap((from) => CODES.filter((to) => to !== from).map((to) => [from, to] as const))
let portBase: number
let network: Network
let start: Start

beforeAll(async () => {
  portBase = await freePortBase()
  network = networkAt({ home, portBase })
  start = npmStart(home, portBase, '--all')
  await start.ready
}, 300_000)
afterAll(async () => {
  await start.stop()
  rmSync(home, { recursive: true, force: true })
})

describe('six live states', () => {
  it('are shown with their addresses and their stage, and the General Secretariat with them', () => {
    const rows = start.shown().split('\n')
    for (const { code } of PARTIES) {
      const { http, https, link, admin, authority } = network.ports(code)
      const row = rows.find((line) => line.startsWith(`${code} `)) ?? ''
      expect(row).toMatch(code === 'GCC' ? /^GCC +- / : / live \/ عاملة /)
      for (const port of [http, https, link, admin, authority]) expect(row).toContain(`//127.0.0.1:${port}`)
    }
    expect(start.shown()).not.toContain('Not live yet')
  })

  it(`call each other, in all ${PAIRS.length} directions`, async () => {
    expect(PAIRS).toHaveLength(30)
    await Promise.all(
      PAIRS.map(async ([from, to]) => {
        const { url, client } = firstCall(portBase, from, to)
        const { origin, pathname, search } = new URL(url)
        await until(`${from} is answered by ${to}`, async () => {
          const answer = await ask(origin, { path: pathname + search, headers: [['X-Road-Client', client]] })
          if (answer.status !== 200) throw new Error(answer.text())
          expect(answer.json()).toMatchObject({ sample: true, state: to })
          return true
        })
      }),
    )
  })

  it('are linked, and the gateway of the General Secretariat with all of them', async () => {
    for (const { code } of PARTIES) {
      await until(`${code} is ready and misses no link`, async () => {
        const { ready, reasons } = await network.ready(code)
        if (!ready || reasons.length > 0) throw new Error(reasons.join(', '))
        return true
      })
    }
  })

  it(`have gateways that take less than ${AT_REST_MIB} MiB each`, async () => {
    // The portal may be asking for the evidence of what it has just harvested: a gateway at rest is one that was given time to be.
    await until('all are small', () => {
      const sizes = PARTIES.map(({ code }) => `${code} ${Math.round(rssMiB(network.pid(code)))}`)
      const large = sizes.filter((size) => Number(size.split(' ')[1]) >= AT_REST_MIB)
      if (large.length > 0) throw new Error(large.join(', '))
      return true
    })
  })
})

describePortal(() => network)

describe('the General Secretariat', () => {
  const repository = () => directoryRepository(network.at.repository)
  const act = () => ({ repository: repository(), onlineKeys: officers().online, now: Date.now() })
  const officers = () => openOfficers(network.at.officers)
  const timestamp = () => readFileSync(join(network.at.repository, 'metadata', 'timestamp.json'), 'utf8')
  const member = (id: string): RegistryContent => ({
    members: [{ id, name: { ar: 'جهة', en: 'A member' }, sealCertificates: [] }],
    subsystems: [],
    services: [],
    revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
  })

  it('publishes under GCC/ alone', async () => {
    const before = timestamp()
    const signer = officers().organisation
    const publish = (state: string, id: string) =>
      updateDocument({ ...act(), state, kind: 'registry', content: member(id), signer })
    await expect(publish('KW', 'KW/GOV/NEW')).rejects.toThrow('state-kw-ops: signed by 0 of 1 keys')
    await expect(publish('GCC', 'KW/GOV/NEW')).rejects.toThrow(/KW\/GOV\/NEW/)
    expect(timestamp()).toBe(before)
  })

  it('has no vote: with three states it decides nothing, without it four decide', async () => {
    const { organisation, root } = officers()
    const three = Object.values(root).slice(0, 3)
    const before = timestamp()
    await expect(updateFederation({ ...act(), rootSigners: [...three, organisation] })).rejects.toThrow(
      'targets: signed by 3 of 4 keys',
    )
    expect(timestamp()).toBe(before)
    await updateFederation({ ...act(), rootSigners: Object.values(root).slice(0, 4) })
    expect(timestamp()).not.toBe(before)
  })
})

describe('Ctrl-C', () => {
  it(`ends all of it within ${STOPPED_WITHIN_S} s and leaves no process`, async () => {
    const pids = readdirSync(network.at.runs).map((name) => network.pid(name.replace('.json', '')))
    // The nodes; agencies, authorities, portal and identity providers.
    expect(pids).toHaveLength(PARTIES.length + 4)
    const { seconds, exit } = await start.stop()
    expect(exit).toBe(0)
    expect(seconds).toBeLessThan(STOPPED_WITHIN_S)
    expect(pids.filter((pid) => processFacts(pid) !== undefined)).toEqual([])
    expect(start.shown()).toMatch(/stopped\n$/)
  })
})
