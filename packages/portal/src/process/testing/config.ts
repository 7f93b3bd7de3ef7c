import type { z } from 'zod'
import { type PortalConfig, portalConfig } from '../../config.ts'

/** Configuration of a portal of tests, whose pools and neighbours are given to it: nothing listens where it says that its node is. */
export function testConfig(change: Partial<z.input<typeof portalConfig>> = {}): PortalConfig {
  const parsed = portalConfig.parse({
    listen: { host: '127.0.0.1', port: 8000 },
    baseUrl: 'http://127.0.0.1:8000',
    database: { host: '127.0.0.1', port: 5432, database: 'x', user: 'x', password: 'x' },
    node: {
      edge: 'http://127.0.0.1:9',
      admin: { url: 'https://127.0.0.1:9', tokenFile: 'x', caFile: 'x' },
      rootFile: 'x',
    },
    ...change,
  })
  return { ...parsed, home: '/' }
}
