import { inTransaction } from '@rabt/database'
import { makeContent, type StateCode } from '@rabt/testbed'
import type { Hono } from 'hono'
import { portalApp } from '../../src/app.tsx'
import { publish } from '../../src/content/publish.ts'
import { openPublished } from '../../src/content/published.ts'
import { createTestSchema, type TestSchema } from '../../src/database/test-schema.ts'
import { faces } from '../../src/faces/routes.ts'
import { openFaceSource } from '../../src/faces/source.ts'
import { feedbackStore } from '../../src/feedback/store.ts'
import { openPublishedFiles } from '../../src/files/published-files.ts'
import { ALL_LIVE } from '../../src/launch/testing/all-live.ts'
import { rankingRoutes } from '../../src/ranking/page/routes.tsx'
import { openReadiness } from '../../src/readiness/read.ts'
import { record } from '../../src/record/record.ts'

export interface SampleSite {
  readonly app: Hono
  readonly schema: TestSchema
  /** Failures of ours that a request met. */
  readonly failures: unknown[]
  setTime(ms: number): void
  close(): Promise<void>
}

export const BASE_URL = 'https://portal.example'
export const NOW = Date.UTC(2026, 10, 30, 9)

/** The portal's pages over the sample content of these states in a database of its own. */
export async function sampleSite(states: readonly StateCode[]): Promise<SampleSite> {
  const schema = await createTestSchema()
  for (const state of states)
    await inTransaction(schema.pools.worker, async (client) => {
      for (const item of makeContent(state).items)
        await publish(client, record.parse(item.record), { origin: 'network', page: 1, at: new Date(NOW) })
    })
  let now = NOW
  const failures: unknown[] = []
  const site = {
    published: openPublished(schema.pools.public),
    readiness: openReadiness(schema.pools.public),
    files: openPublishedFiles(schema.pools.public),
    baseUrl: BASE_URL,
    clock: () => now,
    launch: ALL_LIVE,
  }
  const { app } = portalApp({
    site,
    before: [faces({ ...site, source: openFaceSource(schema.pools.public) })],
    pages: [rankingRoutes(site)],
    feedback: feedbackStore(schema.pools.public),
    addressOf: () => '192.0.2.1',
    failed: (error) => failures.push(error),
  })
  return {
    app,
    schema,
    failures,
    setTime: (ms) => {
      now = ms
    },
    close: () => schema.drop(),
  }
}
