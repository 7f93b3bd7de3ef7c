import { describeSearch, measureSearch } from './search/measure.ts'

// Prints the rows as JSON. `--quick`: fewer rounds.
if (import.meta.main) {
  const rows = await measureSearch(process.argv.includes('--quick'), 23_990)
  console.log(`${JSON.stringify(rows, null, 2)}\n${describeSearch(rows)}`)
}
