import { type DirectoryStatus, type DirectoryView, FULL_GRACE_MS, GRACE_MS, modeAt } from '@rabt/directory'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { VIEW } from '../edge-consumer/testing/directory.ts'
import { startTestEdge, type TestEdge } from '../edge-consumer/testing/edge.ts'
import { FakeExchange } from '../edge-consumer/testing/fake-exchange.ts'
import { ask, CLIENT, header, json, request, SERVICE } from '../edge-consumer/testing/talk.ts'
import { outdated, refusingWhenStale } from './stale.ts'

// What callers see of a gateway whose directory grows old, at its own edge, by a clock that the test moves. No cliff: first nothing
// changes, then what writes is refused, then everything (docs/spec/directory.md §5).
const EXPIRES = Date.UTC(2026, 10, 24, 12)
let now = EXPIRES
let edge: TestEdge
const exchange = new FakeExchange()
const status = (): Pick<DirectoryStatus, 'mode' | 'expires'> => ({ mode: modeAt(EXPIRES, now), expires: EXPIRES })
const directory = (): DirectoryView => {
  if (status().mode === 'expired') throw outdated(status())
  return VIEW
}

beforeAll(async () => {
  edge = await startTestEdge({ exchange: refusingWhenStale(exchange, status), directory, clock: () => now })
})
afterAll(() => edge.edge.close())
beforeEach(() => {
  exchange.calls.length = 0
})

async function told(method: string, language = 'en') {
  const lines = [CLIENT, `Accept-Language: ${language}`, ...(method === 'POST' ? ['Content-Length: 0'] : [])]
  const answer = await ask(edge.http, request(`${method} ${SERVICE} HTTP/1.1`, lines))
  const code = /#([a-z_]+)$/.exec(header(answer, 'x-rabt-error-doc') ?? '')?.[1]
  return { answer, code: answer.status === 200 ? 'answered' : code }
}

const outcomes = async (time: number): Promise<readonly (string | undefined)[]> => {
  now = time
  return [(await told('GET')).code, (await told('POST')).code]
}

describe('a gateway whose directory', () => {
  it.each([
    ['is fresh', EXPIRES - 1],
    ['has just expired', EXPIRES],
    ['expired a day ago, less a millisecond', EXPIRES + FULL_GRACE_MS - 1],
  ])('%s carries everything', async (_, time) => {
    expect(await outcomes(time)).toEqual(['answered', 'answered'])
    expect(exchange.calls).toHaveLength(2)
  })

  it.each([
    ['expired a day ago', EXPIRES + FULL_GRACE_MS],
    ['expired eight days ago, less a millisecond', EXPIRES + GRACE_MS - 1],
  ])('%s reads on; what writes is refused before it is sent', async (_, time) => {
    expect(await outcomes(time)).toEqual(['answered', 'directory_read_only'])
    expect(exchange.calls.map(({ method }) => method)).toEqual(['GET'])
  })

  it('expired eight days ago serves nothing', async () => {
    expect(await outcomes(EXPIRES + GRACE_MS)).toEqual(['directory_outdated', 'directory_outdated'])
    expect(exchange.calls).toEqual([])
  })

  it('serves everything again as soon as it has a new one', async () => {
    await outcomes(EXPIRES + GRACE_MS)
    expect(await outcomes(EXPIRES - 1)).toEqual(['answered', 'answered'])
  })
})

describe('a caller who is refused', () => {
  it.each([
    ['POST', EXPIRES + FULL_GRACE_MS, ['2026-11-25T12:00:00.000Z', '2026-12-02T12:00:00.000Z']],
    ['GET', EXPIRES + GRACE_MS, ['2026-11-24T12:00:00.000Z']],
  ])(
    'with %s learns that nothing ran, since when, and who has to act, in either language',
    async (method, time, moments) => {
      now = time
      for (const [language, advice] of [
        ['en', 'operator must restore the connection to a directory server'],
        ['ar', 'على مشغّلها استعادة الاتصال بخادم الدليل'],
      ] as const) {
        const { answer } = await told(method, language)
        expect(answer.status).toBe(500)
        expect(header(answer, 'x-road-error')).toBe('Server.ClientProxy.OutdatedGlobalConf')
        expect(header(answer, 'x-rabt-error-side')).toBe('consumer')
        const { message } = json(answer)
        for (const moment of moments) expect(message).toContain(moment)
        expect(message).toContain(advice)
        expect(message).toContain(language === 'en' ? 'was not run' : 'لم يُنفَّذ الطلب')
      }
    },
  )
})
