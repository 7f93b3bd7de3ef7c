import { describe, expect, it } from 'vitest'
import { ask } from './support/ask.ts'
import { expectFault } from './support/fault.ts'
import { PROVIDER, sharedNetwork } from './support/network.ts'
import { registered } from './support/publish.ts'
import { storedFiles } from './support/stored-files.ts'

// Acceptance lines 15 and 16, and the member catalogue (docs/spec/x-road-rest.md §7, §10).
const network = await sharedNetwork()
const METHODS = `/r1/${PROVIDER}/listMethods`
const edge = network.address('KW', 'http')

describe('X-Road-Security-Server', () => {
  const targeted = (gateway: string, language = 'en') =>
    network.call(METHODS, {
      headers: [
        ['X-Road-Security-Server', gateway],
        ['Accept-Language', language],
      ],
    })

  it('the gateway of the provider is taken', async () => {
    expect((await targeted('QA/GOV/EGOV/gw1')).status).toBe(200)
  })

  it('an unknown gateway is refused', async () => {
    const fault = { type: 'Server.ClientProxy.InvalidSecurityServer', side: 'client' }
    expectFault(await targeted('QA/GOV/EGOV/gw9'), fault)
    expectFault(await targeted('QA/GOV/EGOV/gw9', 'ar'), { ...fault, arabic: true })
  })

  it('a gateway that does not host the provider is refused', async () => {
    const fault = { type: 'Server.ClientProxy.InvalidSecurityServer', side: 'client' }
    expectFault(await targeted('SA/GOV/EGOV/gw1'), fault)
  })

  it('a gateway in maintenance says so, with the notice of its operator', async () => {
    const notice = { ar: 'صيانة حتى الظهر', en: 'until noon' }
    await network.admin('QA', 'PUT', '/admin/v1/maintenance', { active: true, notice })
    try {
      const fault = { type: 'Server.ServerProxy.MaintenanceMode', side: 'provider' }
      const english = await targeted('QA/GOV/EGOV/gw1')
      expectFault(english, fault)
      expect(english.json().message).toContain('until noon')
      const arabic = await targeted('QA/GOV/EGOV/gw1', 'ar')
      expectFault(arabic, { ...fault, arabic: true })
      expect(arabic.json().message).toContain('صيانة حتى الظهر')
    } finally {
      await network.admin('QA', 'PUT', '/admin/v1/maintenance', { active: false, notice: null })
    }
    expect((await targeted('QA/GOV/EGOV/gw1')).status).toBe(200)
  })
})

describe('GET /listClients', () => {
  interface Listed {
    readonly id: Readonly<Record<string, string>>
    readonly name: string
    readonly subsystem_name?: string
  }
  const list = (query = '', headers: readonly (readonly [string, string])[] = []) =>
    ask(edge, { path: `/listClients${query}`, headers })

  it.each([
    ['', 'KW'],
    ['?xRoadInstance=QA', 'QA'],
  ] as const)('in JSON, with query "%s": members and subsystems of %s', async (query, instance) => {
    const answer = await list(query, [['Accept', 'text/html, application/json;q=0.5']])
    expect(answer.header('content-type')).toBe('application/json;charset=utf-8')
    const { member } = answer.json() as unknown as { member: readonly Listed[] }
    const common = { xroad_instance: instance, member_class: 'GOV', member_code: 'MOI' }
    expect(member).toContainEqual({ id: { object_type: 'MEMBER', ...common }, name: 'Ministry of Interior' })
    expect(member).toContainEqual({
      id: { object_type: 'SUBSYSTEM', ...common, subsystem_code: 'traffic' },
      name: 'Ministry of Interior',
      subsystem_name: 'Traffic system',
    })
    const { members, subsystems } = await registered(network, instance)
    expect(member.length).toBe(members + subsystems)
    expect(member.every(({ id }) => id.xroad_instance === instance)).toBe(true)
  })

  it.each([
    ['', 'KW'],
    ['?xRoadInstance=QA', 'QA'],
  ] as const)('in XML, with query "%s": members and subsystems of %s', async (query, instance) => {
    const answer = await list(query)
    expect(answer.header('content-type')).toBe('text/xml;charset=utf-8')
    const xml = answer.text()
    expect(xml).toMatch(/^<\?xml [^>]+\?><xroad:clientList /)
    const { members, subsystems } = await registered(network, instance)
    const listed = members + subsystems
    expect(xml.match(/<xroad:member>/g)?.length).toBe(listed)
    expect(xml.match(new RegExp(`<id:xRoadInstance>${instance}</id:xRoadInstance>`, 'g'))?.length).toBe(listed)
    expect(xml).toContain('<id:subsystemCode>traffic</id:subsystemCode>')
  })

  it('an instance that is not of this federation is an error', async () => {
    expectFault(await list('?xRoadInstance=XX'), { type: 'Server.ClientProxy.InternalError', side: 'client' })
  })
})

describe('GET /verificationconf', () => {
  it('is an archive in which catalogue tools find every member, subsystem and gateway', async () => {
    const answer = await ask(edge, { path: '/verificationconf' })
    expect(answer.header('content-type')).toBe('application/zip')
    const files = storedFiles(answer.body)
    expect(files.get('verificationconf/instance-identifier')).toBe('KW')
    for (const instance of ['KW', 'SA', 'QA'] as const) {
      const xml = files.get(`verificationconf/${instance}/shared-params.xml`) ?? ''
      expect(xml).toContain(`<instanceIdentifier>${instance}</instanceIdentifier>`)
      const { members, subsystems } = await registered(network, instance)
      expect(xml.match(/<member id=/g)?.length).toBe(members)
      expect(xml.match(/<subsystem id=/g)?.length).toBe(subsystems)
      const server = /<securityServer><owner>([^<]+)<\/owner><serverCode>gw1<\/serverCode><address>127\.0\.0\.1</.exec(
        xml,
      )
      expect(xml).toContain(`<member id="${server?.[1]}">`)
      expect(xml.match(/<client>/g)?.length).toBe(subsystems)
    }
  })
})
