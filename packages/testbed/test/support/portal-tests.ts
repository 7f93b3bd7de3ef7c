import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STATES } from '../../src/index.ts'
import { ask } from './ask.ts'
import { rabt } from './cli.ts'
import type { Network } from './network.ts'
import { rssMiB } from './rss.ts'
import { until } from './until.ts'

const CODES = STATES.map(({ code }) => code)
const SERVICE = 'QA/GOV/MOI/traffic/violations'
const MEMORY_MIB = 250

/** The portal beside six live states: what it shows, it has asked for through the network. `running`: that network, once it has started. */
export function describePortal(running: () => Network): void {
  let network: Network
  let db: Client

  const rows = async <Row extends object>(sql: string): Promise<Row[]> => (await db.query<Row>(sql)).rows
  const one = async (sql: string): Promise<number> => Number(Object.values((await rows<object>(sql))[0] ?? {})[0])
  const ready = async (): Promise<boolean> => {
    const answer = await ask(`http://127.0.0.1:${network.portBase}`, { path: '/readyz', timeoutMs: 5_000 }).catch(
      () => null,
    )
    return answer?.status === 200
  }

  describe('the portal', () => {
    beforeAll(async () => {
      network = running()
      const config = JSON.parse(readFileSync(join(network.at.portal, 'portal.json'), 'utf8')) as {
        readonly database: object
      }
      db = new Client(config.database)
      await db.connect()
    })
    afterAll(() => db?.end())

    it('is ready when everything that the six states publish is there, and nothing was refused', async () => {
      expect(await ready()).toBe(true)
      expect(await one(`SELECT count(*) FROM published_item WHERE kind = 'service'`)).toBe(1_200)
      expect(await rows('SELECT DISTINCT tenant FROM published_item ORDER BY tenant')).toEqual(
        [...CODES].sort().map((tenant) => ({ tenant })),
      )
      expect(await rows('SELECT state, key, reason, detail FROM quarantine')).toEqual([])
      expect(await one('SELECT count(*) FROM harvest_file')).toBe(60)
    })

    it('has of each page the evidence, which anybody verifies offline', { timeout: 120_000 }, async () => {
      await until(
        'all pages are verified',
        async () => (await one(`SELECT count(*) FROM harvest_page WHERE evidence_state <> 'verified'`)) === 0,
        90_000,
      )
      const [page] = await rows<{ evidence: Buffer; report: { readonly proved: readonly string[] } }>(
        `SELECT h.evidence, h.evidence_report AS report FROM published_item p JOIN harvest_page h ON h.id = p.page
         WHERE p.id = 'QA/service/traffic-violations'`,
      )
      expect(page?.report.proved).toEqual(expect.arrayContaining(['ASKED', 'ANSWERED', 'SEALED', 'BODY_MATCHES']))
      const file = join(network.home, 'proof.rabt')
      writeFileSync(file, await promisify(inflate)(page?.evidence as Buffer))
      const { exit, notes } = await rabt(network.home, 'verify', file, '--root', network.at.root)
      expect([exit, notes]).toEqual([0, ''])
    })

    it('that is killed in the middle of a harvest goes on where it was', { timeout: 240_000 }, async () => {
      const all = await one('SELECT count(*) FROM published_item')
      const versions = await one('SELECT count(*) FROM published_history WHERE record IS NOT NULL')
      // As a portal that has everything before it.
      const kill = async (): Promise<void> => {
        const pid = network.pid('portal')
        process.kill(pid, 'SIGKILL')
        await until('the portal is started again', () => network.pid('portal') !== pid)
      }
      await db.query('BEGIN')
      await db.query('LOCK TABLE harvest_state')
      await db.query('DELETE FROM published_item')
      await db.query(
        'UPDATE harvest_state SET cursor = NULL, etag = NULL, run = run + 1, run_full = true, confirmed = NULL',
      )
      const first = await one('SELECT max(id) FROM harvest_page')
      await db.query('COMMIT')
      await kill()
      await until('some of it is there', async () => (await one('SELECT count(*) FROM published_item')) > 0, 60_000)
      await kill()
      await until('all of it is there', async () => (await one('SELECT count(*) FROM published_item')) === all, 90_000)
      await until('the portal is ready', ready, 60_000)
      // Nothing was taken twice, and nobody began anew.
      expect(await one('SELECT count(*) FROM published_history WHERE record IS NOT NULL')).toBe(versions + all)
      const began = await rows(
        `SELECT state, count(*)::int AS n FROM harvest_page WHERE id > ${first} AND after_cursor IS NULL GROUP BY state`,
      )
      expect(began).toHaveLength(CODES.length)
      for (const { n } of began as { readonly n: number }[]) expect(n).toBe(1)
    })

    it('sees within a minute that a state does not answer, and that it answers again', {
      timeout: 240_000,
    }, async () => {
      const answers = async (): Promise<boolean | undefined> =>
        (await rows<{ answers: boolean }>(`SELECT answers FROM readiness_now WHERE service = '${SERVICE}'`))[0]?.answers
      await until('it answers', async () => (await answers()) === true, 60_000)
      const gateway = network.pid('qa')
      process.kill(gateway, 'SIGSTOP')
      try {
        await until('it does not', async () => (await answers()) === false, 60_000)
        const others = await rows<{ state: string }>('SELECT DISTINCT state FROM readiness_now WHERE NOT answers')
        expect(others).toEqual([{ state: 'QA' }])
      } finally {
        process.kill(gateway, 'SIGCONT')
      }
      await until('it answers again', async () => (await answers()) === true, 60_000)
      const kept = await rows<{ answers: boolean }>(
        `SELECT answers FROM readiness_change WHERE service = '${SERVICE}' ORDER BY at DESC LIMIT 2`,
      )
      expect(kept).toEqual([{ answers: true }, { answers: false }])
    })

    it(`needs less than ${MEMORY_MIB} MiB`, () => {
      expect(rssMiB(network.pid('portal'))).toBeLessThan(MEMORY_MIB)
    })
  })
}
