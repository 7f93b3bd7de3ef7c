import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type CheckedView, type ConformanceReport, opsKeysOf, verifyReport } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { Hono } from 'hono'
import { writeFileAtomic } from '../files/atomic.ts'
import { bytesOf } from './answers.ts'

/** Reports kept of each state; the oldest goes first. */
const KEPT = 32

const NAME = /^([A-Z]{2,3})-(\d{15})-([0-9a-f]{64})\.json$/

export interface StoredReport {
  readonly state: string
  /** SHA-256 (hex) of what was signed. */
  readonly digest: string
  readonly bytes: Uint8Array
}

/** The reports that an authority took part in, as files: they are signed, so the folder needs no secrets. */
export class Reports {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  async keep(bytes: Uint8Array, report: Pick<ConformanceReport, 'state' | 'ended' | 'digest'>): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    const digest = Buffer.from(report.digest).toString('hex')
    const name = `${report.state}-${String(report.ended).padStart(15, '0')}-${digest}.json`
    writeFileAtomic(join(this.#dir, name), bytes, 0o644)
    const old = (await this.#names()).filter(({ state }) => state === report.state).slice(KEPT)
    await Promise.all(old.map(({ file }) => rm(join(this.#dir, file), { force: true })))
  }

  /** The newest first. */
  async list(state?: string): Promise<readonly StoredReport[]> {
    const names = (await this.#names()).filter((name) => state === undefined || name.state === state)
    return Promise.all(
      names.map(async ({ file, ...name }) => ({ ...name, bytes: await readFile(join(this.#dir, file)) })),
    )
  }

  async #names() {
    const files = await readdir(this.#dir).catch(() => [])
    return files
      .flatMap((file) => {
        const [, state = '', ended = '', digest = ''] = NAME.exec(file) ?? []
        return digest === '' ? [] : [{ file, state, ended, digest }]
      })
      .sort((a, b) => (a.ended < b.ended ? 1 : -1))
      .map(({ file, state, digest }) => ({ file, state, digest }))
  }
}

export interface ReportFace {
  readonly reports: Reports
  readonly directory: () => Promise<CheckedView>
  readonly clock: () => number
}

/**
 * The list of reports, each of them, and a place to bring one: its two signatures are all that it needs, so that every
 * authority can show a board of all states.
 */
export function mountReports(face: Hono, path: string, { reports, directory, clock }: ReportFace): void {
  face.post(path, async (c) => {
    const bytes = await bytesOf(c)
    const report = verifyReport(bytes, { opsKeys: opsKeysOf(await directory()), now: clock() })
    await reports.keep(bytes, report)
    return c.json({ digest: Buffer.from(report.digest).toString('hex') }, 201)
  })
  face.get(path, async (c) => {
    const list = await reports.list(c.req.query('state'))
    return c.json({ reports: list.map(({ state, digest, bytes }) => ({ state, digest, ...summary(bytes) })) })
  })
  face.get(`${path}/:digest`, async (c) => {
    const found = (await reports.list()).find(({ digest }) => digest === c.req.param('digest'))
    if (found === undefined) throw new RabtError('NOT_FOUND', { what: c.req.param('digest') })
    return c.body(new Uint8Array(found.bytes), 200, { 'Content-Type': 'application/json' })
  })
}

/** What a list shows of a report that was verified when it was kept. */
function summary(bytes: Uint8Array): object {
  const { signed } = JSON.parse(Buffer.from(bytes).toString('utf8'))
  const { partner, ended, expires, passed } = signed
  return { partner, ended, expires, passed }
}
