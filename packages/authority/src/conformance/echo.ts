import { setTimeout as delay } from 'node:timers/promises'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { RUN_LIMITS } from './runs.ts'

/** Bounds of what anybody who reaches the echo can make it hold or do. */
export const ECHO_LIMITS = Object.freeze({
  bodyBytes: 2 * 1024 * 1024,
  /** Series whose calls are counted; a new one takes the place of one whose run is over, never of another. */
  series: 64,
  seriesMs: RUN_LIMITS.runMs,
  callsOfSeries: 1_000,
  /** Longer than the time that the directory gives the service. */
  slowMs: 20_000,
  slowAtOnce: 16,
})

const SERIES = /^[A-Za-z0-9-]{8,64}$/
const NUMBER = /^\d{1,3}$/

/** Counts the calls of each series, so that a run can see that none was run twice. */
export class EchoCounts {
  readonly #clock: () => number
  readonly #series = new Map<string, { readonly opened: number; readonly calls: Map<string, number> }>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** Times that this call was run, this one included; undefined beyond the bounds. */
  add(series: string, call: string): number | undefined {
    if (!SERIES.test(series) || !NUMBER.test(call)) return undefined
    const calls = this.#series.get(series)?.calls ?? this.#open(series)
    if (calls === undefined) return undefined
    if (calls.size >= ECHO_LIMITS.callsOfSeries && !calls.has(call)) return undefined
    const count = (calls.get(call) ?? 0) + 1
    calls.set(call, count)
    return count
  }

  of(series: string): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#series.get(series)?.calls ?? [])
  }

  #open(series: string): Map<string, number> | undefined {
    const now = this.#clock()
    const [oldest] = this.#series
    if (this.#series.size >= ECHO_LIMITS.series && oldest !== undefined) {
      if (now < oldest[1].opened + ECHO_LIMITS.seriesMs) return undefined
      this.#series.delete(oldest[0])
    }
    const calls = new Map<string, number>()
    this.#series.set(series, { opened: now, calls })
    return calls
  }
}

/**
 * The service that a conformance run calls, behind the gateway as `<ST>/GOV/EGOV/conformance/echo`: `GET /` says whose it
 * is, `POST /` gives back the body, `GET /fault?status=503` a fault of its own, `GET /slow?ms=8000` answers late,
 * `POST /count/<series>/<number>` counts, `GET /counts/<series>` says what was counted.
 */
export function createEcho(state: string, counts: EchoCounts): Hono {
  const echo = new Hono({ strict: false })
  let slow = 0
  echo.get('/', (c) => c.json({ service: 'echo', state }))
  echo.post('/', bodyLimit({ maxSize: ECHO_LIMITS.bodyBytes }), async (c) =>
    c.body(await c.req.arrayBuffer(), 200, { 'Content-Type': 'application/octet-stream' }),
  )
  echo.get('/fault', (c) => {
    const status = whole(c.req.query('status'), 400, 599)
    return new Response(JSON.stringify({ type: 'about:blank', status }), {
      status,
      headers: { 'Content-Type': 'application/problem+json' },
    })
  })
  echo.get('/slow', async (c) => {
    if (slow >= ECHO_LIMITS.slowAtOnce) return c.json({ busy: true }, 503)
    slow++
    const ms = whole(c.req.query('ms'), 0, ECHO_LIMITS.slowMs)
    // It holds nobody's process back.
    await delay(ms, undefined, { ref: false })
    slow--
    return c.json({ waitedMs: ms })
  })
  echo.post('/count/:series/:number', (c) => {
    const count = counts.add(c.req.param('series'), c.req.param('number'))
    return count === undefined ? c.json({ counted: false }, 400) : c.json({ count })
  })
  echo.get('/counts/:series', (c) => c.json({ counts: counts.of(c.req.param('series')) }))
  return echo
}

function whole(text: string | undefined, from: number, to: number): number {
  const value = Number(text)
  return Number.isInteger(value) && value >= from && value <= to ? value : from
}
