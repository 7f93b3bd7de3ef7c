import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes `<date>.json` and `latest.json`; gives the path of the first. `date` is ISO 8601. */
export function writeResults(dir: string, date: string, results: object): string {
  mkdirSync(dir, { recursive: true })
  const text = `${JSON.stringify(results, null, 2)}\n`
  const dated = join(dir, `${date.slice(0, 19).replaceAll(':', '-')}.json`)
  writeFileSync(dated, text)
  // A reader of the latest never sees half a file.
  const staged = join(dir, '.latest.json')
  writeFileSync(staged, text)
  renameSync(staged, join(dir, 'latest.json'))
  return dated
}
