import { FULL_GRACE_MS, GRACE_MS, modeAt } from '@rabt/directory'
import { CATALOGUE, messageOf, RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import type { Answer, Exchange, OutgoingCall } from '../exchange.ts'
import { refuseWhenStale, refusingWhenStale } from './stale.ts'

const EXPIRES = Date.UTC(2026, 10, 24, 12)
const READS = ['GET', 'HEAD', 'OPTIONS', 'TRACE']
const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE']

const at = (time: number, method: string): string | null => {
  try {
    refuseWhenStale({ mode: modeAt(EXPIRES, time), expires: EXPIRES }, method)
    return null
  } catch (error) {
    if (!(error instanceof RabtError)) throw error
    return error.code
  }
}

/** By the clock alone, to the millisecond: what is refused from when on. */
describe('a directory that grows old', () => {
  it.each([
    ['until it expires', EXPIRES - 1, null, null],
    ['from its expiry on', EXPIRES, null, null],
    ['to the end of 24 hours', EXPIRES + FULL_GRACE_MS - 1, null, null],
    ['from then on', EXPIRES + FULL_GRACE_MS, null, 'DIRECTORY_READ_ONLY'],
    ['to the end of seven more days', EXPIRES + GRACE_MS - 1, null, 'DIRECTORY_READ_ONLY'],
    ['from then on for ever', EXPIRES + GRACE_MS, 'DIRECTORY_OUTDATED', 'DIRECTORY_OUTDATED'],
  ])('%s', (_, time, reads, writes) => {
    expect(READS.map((method) => at(time, method))).toEqual(READS.map(() => reads))
    expect(WRITES.map((method) => at(time, method))).toEqual(WRITES.map(() => writes))
  })

  it('says since when and until when, in both languages, and that nothing was run', () => {
    const age = { mode: 'read-only', expires: EXPIRES } as const
    const refused = (): RabtError => {
      try {
        refuseWhenStale(age, 'POST')
      } catch (error) {
        return error as RabtError
      }
      throw new Error('it was let through')
    }
    for (const language of ['ar', 'en'] as const) {
      const told = messageOf(refused(), language)
      expect(told).toContain('2026-11-25T12:00:00.000Z')
      expect(told).toContain('2026-12-02T12:00:00.000Z')
    }
    expect(CATALOGUE.DIRECTORY_READ_ONLY.en).toContain('not run')
  })
})

describe('the exchange of a gateway whose directory is old', () => {
  it('sends what may go, and nothing else', async () => {
    const sent: string[] = []
    const exchange: Exchange = {
      reachable: () => true,
      call: async ({ method }) => {
        sent.push(method)
        return { status: 200 } as Answer
      },
    }
    const stale = refusingWhenStale(exchange, () => ({ mode: 'read-only', expires: EXPIRES }))
    expect((await stale.call({ method: 'GET' } as OutgoingCall)).status).toBe(200)
    await expect(stale.call({ method: 'POST' } as OutgoingCall)).rejects.toMatchObject({ code: 'DIRECTORY_READ_ONLY' })
    expect(sent).toEqual(['GET'])
  })
})
