import { Hono } from 'hono'
import { everyRecord } from '../content/table/every-record.ts'
import { importTable } from '../content/table/import.ts'
import { csvLines, jsonLines } from '../content/table/write.ts'
import { PortalError, statusOf } from '../error/portal-error.ts'
import { KINDS } from '../record/common.ts'
import type { StaffDeps } from './deps.ts'
import { fieldOf, languageOf, type StaffContext, type StaffEnv } from './http.ts'
import { TablesPage } from './pages/tables.tsx'

/** Many items at once: a table in as drafts, and all of the tenant's items out. */
export function tableRoutes({ staff, clock }: StaffDeps): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>()
  const common = (c: StaffContext) => ({ lang: languageOf(c), path: c.req.path, session: c.get('session') })
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

  app.get('/tables/items.json', (c) =>
    download(c, 'items.json', 'application/json', jsonLines(everyRecord(staff, c.get('session')))),
  )

  app.get('/tables/:name{[a-z]+\\.csv}', (c) => {
    const kind = KINDS.find((one) => `${one}.csv` === c.req.param('name'))
    if (kind === undefined) throw new PortalError('PAGE_UNKNOWN')
    return download(
      c,
      `${kind}.csv`,
      'text/csv; charset=utf-8',
      csvLines(kind, everyRecord(staff, c.get('session'), kind)),
    )
  })
  return app
}

/** Written as it is read, however much it is; what breaks on the way breaks the transfer off. */
function download(c: StaffContext, name: string, type: string, parts: AsyncGenerator<string>): Response {
  return c.body(ReadableStream.from(encoded(parts)) as ReadableStream<Uint8Array>, 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
    'x-content-type-options': 'nosniff',
  })
}

async function* encoded(parts: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const part of parts) yield encoder.encode(part)
}
