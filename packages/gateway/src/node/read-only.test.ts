import type { DirectoryStatus } from '@rabt/directory'
import { describe, expect, it } from 'vitest'
import type { Answer, Exchange, OutgoingCall } from '../exchange.ts'
import { readOnlyWhenStale } from './read-only.ts'

const exchange: Exchange = { reachable: () => true, call: async () => ({ status: 200 }) as Answer }
const call = (method: string, mode: DirectoryStatus['mode']) =>
  readOnlyWhenStale(exchange, () => mode).call({ method } as OutgoingCall)

describe('readOnlyWhenStale', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'refuses %s under a directory that is only good for reading',
    async (method) => {
      await expect(call(method, 'read-only')).rejects.toMatchObject({ code: 'DIRECTORY_OUTDATED' })
      expect((await call(method, 'grace')).status).toBe(200)
    },
  )

  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])('lets %s through', async (method) => {
    expect((await call(method, 'read-only')).status).toBe(200)
  })
})
