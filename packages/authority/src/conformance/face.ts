import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import {
  addSignature,
  CHECK,
  type CheckedView,
  type ConformanceReport,
  opsKeysOf,
  readRunRequest,
  type Signer,
  verifyReport,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { BODY_BYTES, bytesOf, problem } from './answers.ts'
import { mountBoard } from './board.ts'
import { createEcho, EchoCounts } from './echo.ts'
import { describeEcho } from './openapi.ts'
import { type Newcomer, newcomerOf, type PartnerSide } from './partner.ts'
import { ownActs, partnerActs } from './partner-acts.ts'
import { mountReports, type Reports } from './reports.ts'
import { type Run, Runs } from './runs.ts'
import { revokeSpares } from './spare.ts'

export interface ConformanceOptions extends PartnerSide {
  /** Name and version, as reports give it. */
  readonly software: string
  readonly signer: Signer
  readonly reports: Reports
  /** Unix ms. */
  readonly clock: () => number
  /** The newest verified directory. */
  readonly directory: () => Promise<CheckedView>
  /** Called with what became an INTERNAL_ERROR. */
  readonly failed: (error: unknown) => void
}

const refuse = (reason: string, reasonAr: string): RabtError => new RabtError('RUN_REFUSED', { reason, reasonAr })

/**
 * The public face of conformance runs, `/conformance/v1/...` of an authority (docs/spec/conformance.md §4): the echo that
 * is called, the partner's part of a run for a state that asks with its own signature, the reports, and `/board`.
 */
export function createConformanceFace(options: ConformanceOptions): RequestListener {
  // A service that is called by its name alone is asked for its path `/`.
  const face = new Hono({ strict: false })
  const { clock, software, state, gateway, authority, failed } = options
  const runs = new Runs(clock)
  const others = partnerActs(options)
  const own = ownActs(authority)
  const path = '/conformance/v1'

  face.onError((error, c) => problem(c, error, failed))
  face.notFound((c) => problem(c, new RabtError('NOT_FOUND', { what: c.req.path }), failed))
  face.route(`${path}/echo`, createEcho(state, new EchoCounts(clock)))
  face.use(
    '*',
    bodyLimit({
      maxSize: BODY_BYTES,
      onError: (c) => problem(c, new RabtError('BODY_TOO_LARGE', { limit: String(BODY_BYTES) }), failed),
    }),
  )
  face.get(`${path}/openapi.json`, (c) => c.json(describeEcho(`${authority.url}${path}/echo`)))
  face.get(`${path}/challenge`, (c) =>
    c.json({ state, gateway, software, now: clock(), challenge: runs.challenge() }, 200, {
      'Cache-Control': 'no-store',
    }),
  )

  face.post(`${path}/runs`, async (c) => {
    const view = await options.directory()
    const asked = readRunRequest(await bytesOf(c), opsKeysOf(view))
    if (asked.partner !== state) throw refuse(`it asks ${asked.partner}, not ${state}`, `موجّه إلى ${asked.partner}`)
    listed(view, asked.state)
    const run = runs.begin(asked)
    return c.json({ run: run.id, token: run.token, state, gateway, software, now: clock() }, 201)
  })

  face.post(`${path}/runs/:run/acts/:act`, async (c) => {
    const run = runs.of(c.req.param('run'), c.req.header('Authorization'))
    const name = c.req.param('act')
    const acts = run.state === state ? own : others
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined
    if (act === undefined) throw new RabtError('NOT_FOUND', { what: c.req.path })
    if (run.acts.has(name)) throw new RabtError('CONFLICT', { what: name })
    run.acts.add(name)
    const done = await act(listed(await options.directory(), run.state), c, run)
    for (const result of done.results ?? []) run.seen.set(result.code, result)
    return c.json(done)
  })

  face.post(`${path}/runs/:run/report`, async (c) => {
    const run = runs.of(c.req.param('run'), c.req.header('Authorization'))
    const opsKeys = opsKeysOf(await options.directory())
    const half = await bytesOf(c)
    const report = verifyReport(half, { opsKeys, now: clock(), partial: true })
    checkAgainst(run, report, options, clock())
    const bytes = await addSignature(half, options.signer)
    await options.reports.keep(bytes, verifyReport(bytes, { opsKeys, now: clock() }))
    runs.end(run)
    return c.body(new Uint8Array(bytes), 201, { 'Content-Type': 'application/json' })
  })

  face.delete(`${path}/runs/:run`, (c) => {
    const run = runs.of(c.req.param('run'), c.req.header('Authorization'))
    revokeSpares(authority, run)
    runs.end(run)
    return c.body(null, 204)
  })

  mountReports(face, `${path}/reports`, options)
  mountBoard(face, options)
  return getRequestListener(face.fetch)
}

/** A state runs from the day on which the directory shows its gateway. Throws RUN_REFUSED. */
function listed(view: CheckedView, state: string): Newcomer {
  const stage = view.states.get(state)?.stage
  const newcomer = newcomerOf(view, state)
  if (stage === undefined || stage === 'suspended' || newcomer === null) {
    throw refuse('the directory shows no gateway of that state', 'لا يُظهر الدليل بوابة لهذه الدولة')
  }
  return newcomer
}

/** The partner signs what it saw itself, and nothing else in its name. Throws RUN_REFUSED. */
function checkAgainst(run: Run, report: ConformanceReport, { state, gateway }: PartnerSide, now: number): void {
  const isRun = report.run === run.id && report.state === run.state && report.partner === state
  if (!isRun || report.partnerGateway !== gateway || !report.signedBy.includes(run.state)) {
    throw refuse('the report is of another run', 'التقرير لاختبار آخر')
  }
  // Its own clock, whatever the newcomer's says.
  if (Math.abs(report.ended - now) > 5 * 60_000) throw refuse('the report is of another time', 'التقرير لوقت آخر')
  for (const result of report.checks) {
    if (CHECK.get(result.code)?.by !== 'partner') continue
    const seen = run.seen.get(result.code)
    const same = seen === undefined ? result.result !== 'pass' : JSON.stringify(seen) === JSON.stringify(result)
    if (!same) throw refuse(`${result.code} is not what was seen`, `${result.code} ليس ما شوهد`)
  }
}
