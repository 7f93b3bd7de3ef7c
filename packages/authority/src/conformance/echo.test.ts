import { describe, expect, it } from 'vitest'
import { createEcho, ECHO_LIMITS, EchoCounts } from './echo.ts'

const echo = createEcho('KW', new EchoCounts(() => 0))
const ask = (path: string, init: RequestInit = {}) => echo.request(`http://localhost${path}`, init)
const post = (path: string, body: string | Uint8Array<ArrayBuffer> = '') => ask(path, { method: 'POST', body })
const SERIES = '/count/series-00000001'

describe('the echo of conformance runs', () => {
  it('says whose it is, and gives back what came, byte for byte', async () => {
    expect(await (await ask('/')).json()).toEqual({ service: 'echo', state: 'KW' })
    const bytes = Buffer.from([0, 255, 10, 13, 128])
    expect(Buffer.from(await (await post('/', bytes)).arrayBuffer())).toEqual(bytes)
  })

  it('refuses a body beyond its bound', async () => {
    expect((await post('/', Buffer.alloc(ECHO_LIMITS.bodyBytes + 1))).status).toBe(413)
  })

  it('fails with the status that is asked for, and with none that is no fault', async () => {
    expect((await ask('/fault?status=503')).status).toBe(503)
    for (const status of ['200', '99999', 'x', '']) expect((await ask(`/fault?status=${status}`)).status).toBe(400)
  })

  it('answers as late as it is asked to, and not later than its bound', async () => {
    expect(await (await ask('/slow?ms=20')).json()).toEqual({ waitedMs: 20 })
    expect(await (await ask(`/slow?ms=${ECHO_LIMITS.slowMs + 1}`)).json()).toEqual({ waitedMs: 0 })
  })

  it('counts each call of a series', async () => {
    for (const call of ['1', '2', '2']) await post(`${SERIES}/${call}`)
    expect(await (await ask('/counts/series-00000001')).json()).toEqual({ counts: { 1: 1, 2: 2 } })
    expect((await post('/count/short/1')).status).toBe(400)
    expect((await post(`${SERIES}/1e3`)).status).toBe(400)
  })

  it('remembers a bounded number of series, and puts out none whose run may go on', () => {
    const time = { now: 1_000_000 }
    const counts = new EchoCounts(() => time.now)
    const name = (at: number) => `series-${String(at).padStart(8, '0')}`
    for (let at = 0; at < ECHO_LIMITS.series; at++) counts.add(name(at), '1')
    time.now += ECHO_LIMITS.seriesMs - 1
    expect(counts.add('series-of-another', '1')).toBeUndefined()
    expect(counts.add(name(0), '1')).toBe(2)
    time.now++
    expect(counts.add('series-of-another', '1')).toBe(1)
    expect([counts.of(name(0)), counts.of(name(1))]).toEqual([{}, { 1: 1 }])
  })
})
