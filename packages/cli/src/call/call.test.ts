import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeHome, openFakeHome } from '../testing/fake-home.ts'
import { type Ran, run } from '../testing/run.ts'

let fake: FakeHome

beforeAll(async () => {
  fake = await openFakeHome()
})
afterAll(() => fake.stop())
beforeEach(() => {
  fake.asked.length = 0
  fake.edge = (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-road-request-id': 'id-1' })
      .end('{"n":12345678901234567890}')
  }
})

const SERVICE = 'QA/GOV/MOI/traffic/violations?plate=1'
const call = (...args: string[]): Promise<Ran> =>
  run(['call', ...args, '--as', 'KW/GOV/MOI/traffic'], { env: { RABT_HOME: fake.home }, cwd: fake.home })

const refuse = (code: string, message: string): void => {
  fake.edge = (_request, response) => {
    response.writeHead(500, {
      'x-road-error': code,
      'x-rabt-error-side': 'provider',
      'x-rabt-error-doc': 'docs/reference/errors.md#maintenance_mode',
    })
    response.end(JSON.stringify({ type: code, message, detail: 'd' }))
  }
}

describe('rabt call', () => {
  it("asks the caller's own gateway and prints the body as it came", async () => {
    const { exit, out, notes } = await call(SERVICE)
    expect(exit).toBe(0)
    expect(out).toBe('{"n":12345678901234567890}')
    expect(notes).toContain('rabt evidence id-1 --state KW -o call.rabt')
    expect(fake.asked).toMatchObject([
      {
        method: 'GET',
        path: '/r1/QA/GOV/MOI/traffic/violations?plate=1',
        headers: { 'x-road-client': 'KW/GOV/MOI/traffic' },
      },
    ])
  })

  it('prints status, headers and body with --json, and loses no digit of a number', async () => {
    const { exit, out } = await call(SERVICE, '--json')
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ status: 200, headers: { 'x-road-request-id': 'id-1' } })
    expect(out).toContain('"body":{"n":12345678901234567890}')
  })

  it('carries bytes that are no text as base64 with --json', async () => {
    fake.edge = (_request, response) => response.end(Buffer.from([0xff, 0x00]))
    expect(JSON.parse((await call(SERVICE, '--json')).out)).toMatchObject({ status: 200, bodyBase64: '/wA=' })
  })

  it('sends data by POST with the type that it has, and headers as given', async () => {
    await call(SERVICE, '-d', '{"a":1}', '-H', 'X-Road-UserId: KW1', '-H', 'X-Road-Issue:  7:b ')
    expect(fake.asked).toMatchObject([
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-road-userid': 'KW1', 'x-road-issue': '7:b' },
      },
    ])
    expect(fake.asked[0]?.body.toString()).toBe('{"a":1}')
  })

  it('sends a file, and lets a header and a method override', async () => {
    writeFileSync(join(fake.home, 'body.bin'), Buffer.from([1, 2, 0xff]))
    await call(SERVICE, '-d', '@body.bin', '-X', 'put', '-H', 'Content-Type: image/png')
    expect(fake.asked).toMatchObject([{ method: 'PUT', headers: { 'content-type': 'image/png' } }])
    expect(fake.asked[0]?.body).toEqual(Buffer.from([1, 2, 0xff]))
  })

  it('reads standard input for @-', async () => {
    const env = { RABT_HOME: fake.home }
    const input = async (): Promise<Uint8Array> => Buffer.from('piped')
    await run(['call', SERVICE, '--as', 'KW/GOV/MOI/traffic', '-d', '@-'], { env, input })
    expect(fake.asked).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/octet-stream' } }])
    expect(fake.asked[0]?.body.toString()).toBe('piped')
  })

  it('goes where --url says, without a home', async () => {
    const { exit } = await run([
      'call',
      SERVICE,
      '--as',
      'KW/GOV/MOI/traffic',
      '--url',
      `http://127.0.0.1:${fake.httpPort}`,
    ])
    expect(exit).toBe(0)
    expect(fake.asked).toHaveLength(1)
  })

  it('exits 3 when the service itself says no, and still prints its answer', async () => {
    fake.edge = (_request, response) => response.writeHead(404).end('gone')
    const { exit, out, notes } = await call(SERVICE)
    expect([exit, out]).toEqual([3, 'gone'])
    expect(notes).toContain('The service itself answered 404')
  })

  it('exits 1 on a fault of the network and says what, who must act and where it is explained', async () => {
    refuse('Server.ServerProxy.MaintenanceMode', 'Back at nine.')
    const { exit, out, notes } = await call(SERVICE)
    expect([exit, out]).toEqual([1, ''])
    expect(notes).toBe(
      'Server.ServerProxy.MaintenanceMode: Back at nine.\nTo act: the gateway of the providing state.\n' +
        'Explained at: docs/reference/errors.md#maintenance_mode',
    )
  })

  it('shows a fault in Arabic and asks the gateway for Arabic', async () => {
    refuse('Server.ServerProxy.MaintenanceMode', 'نعود عند التاسعة.')
    const { notes } = await call(SERVICE, '--lang', 'ar')
    expect(fake.asked[0]?.headers['accept-language']).toBe('ar')
    expect(notes).toContain('بوابة الدولة المزوّدة')
  })

  it('says npm start when nothing listens', async () => {
    const { exit, notes } = await call(SERVICE, '--url', 'http://127.0.0.1:1')
    expect(exit).toBe(1)
    expect(notes).toMatch(/^NOT_RUNNING: .*npm start/)
  })

  it.each([
    ['a malformed service', ['QA/GOV'], 'MALFORMED_URL', 1],
    ['an unknown home', [SERVICE, '--state', 'SA'], 'NO_HOME', 1],
    ['a state that is a path', [SERVICE, '--state', '../x'], 'USAGE', 2],
    ['a header that is none', [SERVICE, '-H', 'secret-without-colon'], 'USAGE', 2],
    ['a header with a line break', [SERVICE, '-H', 'A: b\r\nC: d'], 'USAGE', 2],
    ['an address with a path', [SERVICE, '--url', 'http://127.0.0.1/x'], 'USAGE', 2],
    ['a method that is none', [SERVICE, '-X', 'G T'], 'USAGE', 2],
    ['no time', [SERVICE, '--timeout', '0'], 'USAGE', 2],
    ['a body that is not there', [SERVICE, '-d', '@none'], 'FILE', 1],
  ] as const)('refuses %s', async (_what, args, code, exit) => {
    const ran = await call(...args, '--json')
    expect(ran.exit).toBe(exit)
    expect(JSON.parse(ran.out)).toMatchObject({ ok: false, code })
    expect(ran.out).not.toContain('secret-without-colon')
    expect(fake.asked).toHaveLength(0)
  })

  it('refuses a client identifier that is none', async () => {
    const ran = await run(['call', SERVICE, '--as', 'KW', '--json'])
    expect([ran.exit, JSON.parse(ran.out).code]).toEqual([1, 'MALFORMED_IDENTIFIER'])
  })
})
