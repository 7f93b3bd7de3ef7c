import { Hono } from 'hono'
import { listDrafts } from '../content/drafts.ts'
import { inTenant } from '../content/in-tenant.ts'
import { importTable } from '../content/table/import.ts'
import { TABLE_LIMITS } from '../content/table/read.ts'
import { writeCsv } from '../content/table/write.ts'
import { PortalError, statusOf } from '../error/portal-error.ts'
import { KINDS } from '../record/common.ts'
import type { StaffDeps } from './deps.ts'
import { fieldOf, languageOf, type StaffContext, type StaffEnv } from './http.ts'
import { TablesPage } from './pages/tables.tsx'

/** Many items at once: a table in as drafts, and all of the tenant's items out. */
export function tableRoutes({ staff, clock }: StaffDeps): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>()
  const common = (c: StaffContext) => ({ lang: languageOf(c), path: c.req.path, session: c.get('session') })
  const all = (c: StaffContext, kind?: (typeof KINDS)[number]) =>
    inTenant(staff, c.get('session'), async (client) => {
      const records: unknown[] = []
      for (;;) {
        const drafts = await listDrafts(client, { kind, offset: records.length })
        records.push(...drafts.map(({ record }) => record))
        if (drafts.length < 100 || records.length >= TABLE_LIMITS.rows) return records
      }
    })

  app.get('/tables', (c) => c.html(<TablesPage {...common(c)} />))

  app.post('/tables', async (c) => {
    const form = c.get('form')
    const file = form.get('table')
    try {
      if (!(file instanceof File)) throw new PortalError('FILE_EMPTY')
      const bytes = new Uint8Array(await file.arrayBuffer())
      const imported = await importTable(staff, c.get('session'), bytes, {
        partial: fieldOf(form, 'partial') === 'true',
        at: new Date(clock()),
      })
      const status = imported.problems.some(({ warning }) => !warning) ? 422 : 200
      return c.html(<TablesPage {...common(c)} imported={imported} />, status)
    } catch (error) {
      if (!(error instanceof PortalError)) throw error
      return c.html(<TablesPage {...common(c)} error={error} />, statusOf(error.code))
    }
  })

  app.get('/tables/items.json', async (c) => {
    c.header('content-disposition', 'attachment; filename="items.json"')
    return c.json((await all(c)) as never)
  })

  app.get('/tables/:name{[a-z]+\\.csv}', async (c) => {
    const kind = KINDS.find((one) => `${one}.csv` === c.req.param('name'))
    if (kind === undefined) throw new PortalError('PAGE_UNKNOWN')
    return c.body(writeCsv(kind, await all(c, kind)), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${kind}.csv"`,
      'x-content-type-options': 'nosniff',
    })
  })
  return app
}
