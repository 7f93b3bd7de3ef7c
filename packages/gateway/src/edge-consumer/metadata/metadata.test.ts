import { RabtError } from '@rabt/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { VIEW } from '../testing/directory.ts'
import { startTestEdge, type TestEdge } from '../testing/edge.ts'
import { ask, header, json, request } from '../testing/talk.ts'
import { unzip } from '../testing/unzip.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge.edge.close())
beforeEach(() => {
  edge.directory = () => VIEW
})

const get = (target: string, headers: readonly string[] = []) =>
  ask(edge.http, request(`GET ${target} HTTP/1.1`, headers))
const JSON_LIST = ['Accept: text/html, application/json;q=0.1']

describe('/listClients', () => {
  it('lists every member and subsystem of the own instance in JSON', async () => {
    const answer = await get('/listClients', JSON_LIST)
    expect(answer.status).toBe(200)
    expect(header(answer, 'content-type')).toMatch(/^application\/json/)
    const moi = { object_type: 'SUBSYSTEM', xroad_instance: 'KW', member_class: 'GOV', member_code: 'MOI' }
    expect(JSON.parse(answer.body.toString())).toEqual({
      member: [
        {
          id: { object_type: 'MEMBER', xroad_instance: 'KW', member_class: 'GOV', member_code: 'EGOV' },
          name: 'eGovernment',
        },
        {
          id: { ...moi, object_type: 'MEMBER' },
          name: 'Ministry of Interior',
        },
        { id: { ...moi, subsystem_code: 'traffic' }, name: 'Ministry of Interior', subsystem_name: 'Traffic' },
        { id: { ...moi, subsystem_code: 'a/b' }, name: 'Ministry of Interior', subsystem_name: 'KW/GOV/MOI/a%2Fb' },
        {
          id: { ...moi, subsystem_code: 'elsewhere' },
          name: 'Ministry of Interior',
          subsystem_name: 'KW/GOV/MOI/elsewhere',
        },
      ],
    })
  })

  it('lists another instance, and says the names in the language asked for', async () => {
    const qatar = JSON.parse((await get('/listClients?xRoadInstance=QA', JSON_LIST)).body.toString())
    expect(qatar.member.map((one: { id: object }) => Object.values(one.id).join('/'))).toEqual([
      'MEMBER/QA/GOV/EGOV',
      'MEMBER/QA/GOV/MOI',
      'SUBSYSTEM/QA/GOV/MOI/traffic',
    ])
    const arabic = JSON.parse((await get('/listClients', [...JSON_LIST, 'Accept-Language: ar'])).body.toString())
    expect(arabic.member[2].subsystem_name).toBe('المرور')
  })

  it('is XML in every other case, escaped', async () => {
    const answer = await get('/listClients?xRoadInstance=QA')
    expect(header(answer, 'content-type')).toBe('text/xml;charset=utf-8')
    const id = '<id:xRoadInstance>QA</id:xRoadInstance><id:memberClass>GOV</id:memberClass>'
    expect(answer.body.toString()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><xroad:clientList xmlns:xroad="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers">' +
        `<xroad:member><xroad:id id:objectType="MEMBER">${id}<id:memberCode>EGOV</id:memberCode></xroad:id><xroad:name>eGovernment</xroad:name></xroad:member>` +
        `<xroad:member><xroad:id id:objectType="MEMBER">${id}<id:memberCode>MOI</id:memberCode></xroad:id><xroad:name>Interior &amp; &lt;Traffic&gt;</xroad:name></xroad:member>` +
        `<xroad:member><xroad:id id:objectType="SUBSYSTEM">${id}<id:memberCode>MOI</id:memberCode><id:subsystemCode>traffic</id:subsystemCode></xroad:id>` +
        '<xroad:name>Interior &amp; &lt;Traffic&gt;</xroad:name><xroad:subsystemName>QA/GOV/MOI/traffic</xroad:subsystemName></xroad:member></xroad:clientList>',
    )
    expect(header(await get('/listClients', ['Accept: application/json+x']), 'content-type')).toMatch(/^text\/xml/)
  })

  it('is empty for a state without members, and an error for an unknown instance or an outdated directory', async () => {
    expect(JSON.parse((await get('/listClients?xRoadInstance=OM', JSON_LIST)).body.toString())).toEqual({ member: [] })
    const unknown = await get('/listClients?xRoadInstance=%3Cscript%3E')
    expect(unknown.status).toBe(500)
    expect(json(unknown).type).toBe('Server.ClientProxy.InternalError')
    edge.directory = () => {
      throw new RabtError('DIRECTORY_OUTDATED')
    }
    expect(json(await get('/listClients')).type).toBe('Server.ClientProxy.OutdatedGlobalConf')
  })
})

describe('/verificationconf', () => {
  it('is an archive of the instances, each with its members, subsystems and gateways', async () => {
    const answer = await get('/verificationconf')
    expect(header(answer, 'content-type')).toBe('application/zip')
    const files = new Map(unzip(answer.body).map(({ name, data }) => [name, data.toString('utf8')]))
    expect([...files.keys()]).toEqual([
      'verificationconf/instance-identifier',
      'verificationconf/KW/shared-params.xml',
      'verificationconf/QA/shared-params.xml',
      'verificationconf/SA/shared-params.xml',
    ])
    expect(files.get('verificationconf/instance-identifier')).toBe('KW')
    expect(files.get('verificationconf/QA/shared-params.xml')).toBe(
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
        '<xroad:conf xmlns:xroad="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers">' +
        '<instanceIdentifier>QA</instanceIdentifier>' +
        '<member id="id1"><memberClass><code>GOV</code><description>GOV</description></memberClass><memberCode>EGOV</memberCode><name>eGovernment</name></member>' +
        '<member id="id2"><memberClass><code>GOV</code><description>GOV</description></memberClass><memberCode>MOI</memberCode>' +
        '<name>Interior &amp; &lt;Traffic&gt;</name><subsystem id="id3"><subsystemCode>traffic</subsystemCode></subsystem></member>' +
        '<securityServer><owner>id1</owner><serverCode>gw1</serverCode><address>qa.example</address><client>id3</client></securityServer>' +
        '</xroad:conf>',
    )
  })
})

describe('what is not spoken here', () => {
  it('/asic answers in plain text that evidence is had otherwise', async () => {
    const answer = await get('/asic?queryId=1&xRoadInstance=KW')
    expect(answer.status).toBe(404)
    expect(header(answer, 'content-type')).toBe('text/plain;charset=utf-8')
    expect(answer.body.toString()).toContain('rabt evidence')
  })

  it.each([
    ['GET', '/', 'Server.ClientProxy.InvalidHttpMethod'],
    ['PUT', '/listClients', 'Server.ClientProxy.InvalidHttpMethod'],
    ['OPTIONS', '*', 'Server.ClientProxy.InvalidHttpMethod'],
    ['POST', '/', 'Server.ClientProxy.InvalidRequest'],
    ['POST', '/asic', 'Server.ClientProxy.InvalidRequest'],
  ])('%s %s is answered with a SOAP fault at 200', async (method, target, code) => {
    const octets = request(`${method} ${target} HTTP/1.1`, ['Content-Type: text/xml', 'Content-Length: 3'], '<a>')
    const answer = await ask(edge.http, octets)
    expect(answer.status).toBe(200)
    expect(header(answer, 'content-type')).toBe('text/xml;charset=utf-8')
    expect(answer.body.toString()).toContain(`<faultcode>${code}</faultcode>`)
    expect(answer.body.toString()).toMatch(/<SOAP-ENV:Fault>.*<faultstring>[^<]+<\/faultstring>.*<\/SOAP-ENV:Fault>/)
  })
})
