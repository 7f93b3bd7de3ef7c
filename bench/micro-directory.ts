import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMirror } from './directory/mirror.ts'
import { measureFirst, measureLookup, measureRefresh, measureRestore } from './directory/rows.ts'
import { makeWorld, SIZE } from './directory/world.ts'

/** The directory of six states and 6 000 subsystems at its real size. */
async function measure(quick: boolean) {
  const world = await makeWorld(Date.now())
  const home = mkdtempSync(join(tmpdir(), 'rabt-bench-directory-'))
  const mirror = await startMirror(world.files)
  try {
    const place = { world, mirror, home }
    return {
      'directory.first': { ...(await measureFirst(place, quick ? 2 : 5)), size: SIZE },
      'directory.restore': await measureRestore(place, quick ? 2 : 5),
      'directory.refresh': await measureRefresh(place, quick ? 10 : 50),
      'directory.lookup': await measureLookup(place, quick ? 3 : 9),
    }
  } finally {
    await mirror.close()
    rmSync(home, { recursive: true, force: true })
  }
}

export type DirectoryRows = Awaited<ReturnType<typeof measure>>

// Prints the rows as JSON. `--quick`: fewer rounds.
if (import.meta.main) console.log(JSON.stringify(await measure(process.argv.includes('--quick')), null, 2))
