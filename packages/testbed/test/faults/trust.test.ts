import { createPrivateKey } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spkiOf } from '@rabt/authority'
import { type RegistryContent, TIMESTAMP } from '@rabt/directory'
import { pemOf } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePortBase } from '../../src/files/free-port-base.ts'
import { openStateAuthority, PROFILES, type RunningFederation, startFederation } from '../../src/index.ts'
import { startLyingMirror } from '../support/lying-mirror.ts'
import { type Code, type Network, networkAt } from '../support/network.ts'
import { held, publishRegistry, QUICK } from '../support/publish.ts'
import { register, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { controlClocks } from './support/clocks.ts'
import { logFrom } from './support/gateway-process.ts'
import { type LinkProxy, startLinkProxy } from './support/link-proxy.ts'

// What trust rests on ends, is taken back, or cannot be asked: nothing is exchanged that nobody vouches for.
const home = join(inject('federation').otherHomes, 'trust')
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NODES = ['kw', 'qa']
/** A port of the range that the federation does not use. */
const BEHIND = 60
const clocks = controlClocks(join(inject('federation').otherHomes, 'trust-clocks'))
let portBase: number
let federation: RunningFederation
let network: Network
let service: TestService
let path: string

beforeAll(async () => {
  portBase = await freePortBase()
  network = networkAt({ home, portBase })
  federation = await startFederation({ home, portBase, states: ['KW', 'QA'], settings: QUICK })
  service = await startService()
  path = (await register(network, 'trust', service.url)).path
})
afterAll(async () => {
  clocks.end()
  await federation.stop()
  await service.close()
  rmSync(home, { recursive: true, force: true })
})

const ROLLBACK = (reason: string): boolean => reason.endsWith('DIRECTORY_ROLLBACK')

async function outcome(method = 'GET'): Promise<string> {
  const answer = await network.call(path, { method, timeoutMs: 20_000 })
  const code = /#([a-z_]+)$/.exec(answer.header('x-rabt-error-doc') ?? '')?.[1]?.toUpperCase()
  return answer.status === 200 ? 'ANSWERED' : (code ?? answer.text())
}

const becomes = (wanted: string, method?: string) =>
  until(`a call becomes ${wanted}`, async () => {
    const told = await outcome(method)
    if (told !== wanted) throw new Error(told)
    return true
  })

function listen(code: Code): () => string[] {
  const file = join(network.at.node(code), 'node.log')
  const from = statSync(file).size
  return () => logFrom(file, from).map(({ msg, code: told, detail }) => `${msg} ${told ?? detail}`)
}

/** Something new to publish. */
function withAnother(content: RegistryContent): RegistryContent {
  const [first] = content.services
  const id = `${first?.id}-${content.services.length}`
  return first === undefined ? content : { ...content, services: [...content.services, { ...first, id }] }
}

async function restart(node: string): Promise<void> {
  await federation.kill(node, { hold: true })
  await federation.restart(node)
}

describe('a certificate', () => {
  it('of a gateway that has expired ends its links, and a new one brings them back', async () => {
    const keys = join(network.at.node('QA'), 'keys')
    const kept = readFileSync(join(keys, 'tls.crt'), 'utf8')
    const then = Date.now() - 2 * PROFILES.gatewayTls.days * DAY_MS
    const authority = await openStateAuthority(network.at, 'QA', portBase, () => then)
    const spki = spkiOf(createPrivateKey(readFileSync(join(keys, 'tls.pem'))))
    const id = 'QA/GOV/EGOV/gw1'
    const der = await authority.issue({
      profile: PROFILES.gatewayTls,
      spki,
      uris: [`urn:rabt:gateway:${id}`],
      subject: [['commonName', id]],
    })
    const ran = service.arrived.length
    try {
      writeFileSync(join(keys, 'tls.crt'), pemOf('CERTIFICATE', der))
      await restart('qa')
      await becomes('NETWORK_ERROR')
      expect((await network.ready('KW')).reasons).toContain(`no link with ${id}`)
      expect(service.arrived.length).toBe(ran)
    } finally {
      writeFileSync(join(keys, 'tls.crt'), kept)
    }
    await restart('qa')
    await becomes('ANSWERED')
  })

  it('of a member that was retired seals nothing any more, and the members beside it go on', async () => {
    const retire = (content: RegistryContent): RegistryContent => ({
      ...content,
      members: content.members.map((member) => ({
        ...member,
        sealCertificates: member.sealCertificates.map((one) => ({
          ...one,
          retired: member.id === 'KW/GOV/MOI' ? Date.now() - HOUR_MS : one.retired,
        })),
      })),
    })
    const before = await publishRegistry(network, 'KW', retire)
    try {
      await becomes('CERTIFICATE_INVALID')
      const ran = service.arrived.length
      for (let i = 0; i < 5; i++) expect(await outcome()).toBe('CERTIFICATE_INVALID')
      expect(service.arrived.length).toBe(ran)
      const headers = [['X-Road-Client', 'KW/GOV/MOCI/companies']] as const
      const beside = await network.call('/r1/QA/GOV/MOCI/companies/registry?name=xx', { headers })
      expect(beside.status, beside.text()).toBe(200)
    } finally {
      await publishRegistry(network, 'KW', () => before)
    }
    await becomes('ANSWERED')
  })
})

describe('a directory', () => {
  it('that is rolled back is refused; the newer one that is held stays in use', async () => {
    const old = readFileSync(join(network.at.repository, TIMESTAMP))
    const mirror = await startLyingMirror(network.at.repository)
    const { directory } = network.config('KW')
    try {
      await network.restartWith('KW', { directory: { ...directory, mirrors: [mirror.url] } })
      const before = await held(network, 'KW')
      await publishRegistry(network, 'QA', withAnother)
      await until('the newer one is held', async () => (await held(network, 'KW')) > before)
      mirror.lie = (name) => (name === TIMESTAMP ? old : null)
      await until('the node says so', async () => (await network.ready('KW')).reasons.some(ROLLBACK))
      expect(await outcome()).toBe('ANSWERED')
      mirror.lie = () => null
      await until('the node is content', async () => !(await network.ready('KW')).reasons.some(ROLLBACK))
    } finally {
      await network.restartWith('KW', { directory })
      mirror.close()
    }
  })

  it('that one gateway has and the other has not yet is fetched when an entry names it', async () => {
    await network.restartWith('QA', { directoryRefreshSeconds: 3_600 })
    const said = listen('QA')
    const before = await publishRegistry(network, 'KW', withAnother)
    await until('the consumer is ahead', async () => (await held(network, 'KW')) > (await held(network, 'QA')))
    expect(await outcome()).toBe('ANSWERED')
    expect(await held(network, 'QA')).toBe(await held(network, 'KW'))
    expect(said().filter((line) => line.startsWith('entry-refused'))).toEqual([])
    await publishRegistry(network, 'KW', () => before)
  })
})

describe('without its authorities, as time passes, a gateway', () => {
  let proxy: LinkProxy
  beforeAll(async () => {
    const listen = network.listen('QA')
    const behind = portBase + BEHIND
    const restarted = network.restartWith('QA', { listen: { ...listen, link: behind } })
    proxy = await until('the port is free', () => startLinkProxy(listen.link, behind))
    await restarted
    await becomes('ANSWERED')
    await federation.kill('authorities', { hold: true })
  })
  afterAll(() => proxy?.close())

  it('bridges their absence: an OCSP answer, good for an hour, is for four more while nobody can be asked', async () => {
    await clocks.set(NODES, { offsetMs: 2 * HOUR_MS })
    const said = listen('KW')
    proxy.cut()
    await until('the link is there again', () => said().some((line) => line.startsWith('link-ready')))
    await becomes('ANSWERED')
  })

  it('lets out only what changes nothing, two days later, when its directory has expired', async () => {
    await clocks.set(NODES, { offsetMs: 2 * DAY_MS + 2 * HOUR_MS })
    await becomes('DIRECTORY_READ_ONLY', 'POST')
    await becomes('ANSWERED', 'GET')
    const { ready, reasons } = await network.ready('KW')
    expect(ready).toBe(true)
    expect(reasons).toContain('directory is past its expiry: read-only')
  })

  it('trusts no certificate any more whose OCSP answer is past the grace', async () => {
    const said = listen('QA')
    proxy.cut()
    await until('it refuses the other', () => said().includes('connection-refused OCSP responder cannot be reached'))
    await becomes('NETWORK_ERROR')
  })

  it('serves nothing ten days later', async () => {
    await clocks.set(NODES, { offsetMs: 10 * DAY_MS })
    await becomes('DIRECTORY_OUTDATED')
    expect(await network.ready('KW')).toMatchObject({
      ready: false,
      reasons: expect.arrayContaining(['directory has expired']),
    })
  })
})
