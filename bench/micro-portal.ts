import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addresses } from './portal/addresses.ts'
import { measurePages } from './portal/rows.ts'
import { startSite } from './portal/site.ts'
import { sampleRecords } from './search/corpus.ts'
import { readJudged } from './search/judged.ts'

/** `portal.cached`, `portal.dynamic` and `portal.memory`: pages of a portal with the sample content, beside plain Hono pages of their size. */
async function measure(quick: boolean, port: number, options: readonly string[]) {
  const home = mkdtempSync(join(tmpdir(), 'rabt-bench-portal-'))
  const records = sampleRecords()
  const asked = addresses(
    records,
    readJudged().map(({ q }) => q),
  )
  try {
    const site = await startSite(home, port, records, options)
    try {
      const { signal } = new AbortController()
      const place = { home, url: site.url, pid: site.pid, port: port + 2, quick, signal }
      const { rows, rssMiB } = await measurePages(asked, place)
      return {
        'portal.cached': { ...rows.cached, target: 10_000, what: 'the page of a service that the portal holds' },
        'portal.dynamic': {
          ...rows.service,
          target: 2_000,
          what: 'pages of 1 200 services in both languages, none of them held: each is made and hashed',
        },
        'portal.dynamic.catalogue': {
          ...rows.catalogue,
          target: 2_000,
          what: 'the catalogue, narrowed by state and sector or audience, with the count of every choice; none held',
        },
        'portal.dynamic.search': { ...rows.search, target: 2_000, what: 'results of the judged queries; none held' },
        'portal.memory': { rssMiB, target: 250, what: 'highest resident memory of the portal in all of these rows' },
      }
    } finally {
      await site.stop()
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

export type PortalRows = Awaited<ReturnType<typeof measure>>

// Prints the rows as JSON. `--quick`: one short round. `--port N`: the first of three ports. Options after `--` are Node's, for the portal.
if (import.meta.main) {
  const args = process.argv.slice(2)
  const at = args.indexOf('--port')
  const end = args.indexOf('--')
  const rows = await measure(
    args.includes('--quick'),
    at < 0 ? 23_980 : Number(args[at + 1]),
    end < 0 ? [] : args.slice(end + 1),
  )
  console.log(JSON.stringify(rows, null, 2))
}
