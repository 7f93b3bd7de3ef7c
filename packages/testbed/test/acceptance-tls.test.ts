import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './support/ask.ts'
import { expectFault } from './support/fault.ts'
import { PROVIDER, sharedNetwork } from './support/network.ts'

// Acceptance line 18: three settings of a client, three ways to connect (docs/spec/x-road-rest.md §9).
const network = await sharedNetwork()
const CLIENTS = {
  HTTP: 'KW/GOV/MOI/traffic',
  HTTPS_NO_AUTH: 'KW/GOV/CUSTOMS/declarations',
  HTTPS: 'KW/GOV/PENSION/insurance',
} as const
type Setting = keyof typeof CLIENTS

const file = (client: string, ending: 'crt' | 'pem') =>
  readFileSync(join(network.at.clients, `${encodeURIComponent(client)}.${ending}`), 'utf8')
const der = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')
const register = (client: string, authentication: Setting) =>
  network.admin('KW', 'PUT', `/admin/v1/clients/${encodeURIComponent(client)}`, {
    authentication,
    certificates: [der(file(client, 'crt'))],
    name: { ar: 'اختبار', en: 'Test' },
  })

beforeAll(async () => {
  for (const [setting, client] of Object.entries(CLIENTS)) await register(client, setting as Setting)
})
afterAll(async () => {
  for (const client of Object.values(CLIENTS)) await register(client, 'HTTP')
})

const call = (
  setting: Setting,
  way: 'plain HTTP' | 'TLS' | 'certificate',
  certificateOf: string = CLIENTS[setting],
) => {
  const own = { cert: file(certificateOf, 'crt'), key: file(certificateOf, 'pem') }
  return ask(network.address('KW', way === 'plain HTTP' ? 'http' : 'https'), {
    path: `/r1/${PROVIDER}/listMethods`,
    headers: [['X-Road-Client', CLIENTS[setting]]],
    tls: { ca: network.ca('KW'), ...(way === 'certificate' ? own : {}) },
  })
}
const REFUSED = { type: 'Server.ClientProxy.SslAuthenticationFailed', side: 'client' }

describe('authentication of a calling system', () => {
  it.each([
    ['HTTP', 'plain HTTP', true],
    ['HTTP', 'TLS', true],
    ['HTTP', 'certificate', true],
    ['HTTPS_NO_AUTH', 'plain HTTP', false],
    ['HTTPS_NO_AUTH', 'TLS', true],
    ['HTTPS_NO_AUTH', 'certificate', true],
    ['HTTPS', 'plain HTTP', false],
    ['HTTPS', 'TLS', false],
    ['HTTPS', 'certificate', true],
  ] as const)('set to %s, over %s: %s', async (setting, way, allowed) => {
    const answer = await call(setting, way)
    if (allowed) expect(answer.status, answer.text()).toBe(200)
    else expectFault(answer, REFUSED)
  })

  it("a certificate of the same authority that is not on the client's list is refused", async () => {
    expectFault(await call('HTTPS', 'certificate', CLIENTS.HTTP), REFUSED)
  })

  it('a certificate is ignored where none is demanded', async () => {
    expect((await call('HTTPS_NO_AUTH', 'certificate', CLIENTS.HTTP)).status).toBe(200)
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('the edge speaks %s', async (version) => {
    const answer = await ask(network.address('KW', 'https'), {
      path: '/listClients',
      tls: { ca: network.ca('KW'), minVersion: version, maxVersion: version },
    })
    expect(answer.status).toBe(200)
  })
})
