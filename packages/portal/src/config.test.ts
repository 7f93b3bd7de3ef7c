import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readPortalConfig } from './config.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-portal-'))
afterAll(() => rmSync(home, { recursive: true }))

const GOOD = {
  listen: { host: '127.0.0.1', port: 8000 },
  baseUrl: 'http://127.0.0.1:8000',
  database: { host: '127.0.0.1', port: 8090, database: 'rabt_portal', user: 'rabt_portal', password: 'a-secret' },
  node: {
    edge: 'http://127.0.0.1:8700',
    admin: { url: 'https://127.0.0.1:8703', tokenFile: '../gcc/admin.token', caFile: '../gcc/keys/ca.crt' },
    rootFile: '../root.json',
  },
}
const read = (config: unknown) => {
  writeFileSync(join(home, 'portal.json'), typeof config === 'string' ? config : JSON.stringify(config))
  return readPortalConfig(home)
}

describe('portal.json', () => {
  it('needs addresses, database and node; the rest has defaults', async () => {
    expect(await read(GOOD)).toMatchObject({
      home,
      harvest: { states: ['KW', 'SA', 'QA', 'AE', 'BH', 'OM'], everySeconds: 60 },
      readiness: { everySeconds: 20 },
      identities: [],
    })
  })

  it.each<[string, unknown, string]>([
    ['an unknown key', { ...GOOD, hravest: {} }, 'hravest'],
    ['an unknown key inside', { ...GOOD, harvest: { every: 1 } }, 'harvest.every'],
    ['a base with a path', { ...GOOD, baseUrl: 'http://127.0.0.1:8000/x' }, 'baseUrl'],
    ['no database', { ...GOOD, database: undefined }, 'database'],
    ['no JSON', '{', 'cannot be read'],
  ])('with %s is refused by name, without a value', async (_, config, named) => {
    const refusal = await read(config).catch((error: Error) => error)
    expect(refusal).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining(named) })
    expect((refusal as Error).message).not.toContain('a-secret')
  })
})
