/** `npm run screenshots`: takes the pictures of docs/design/portal-pages.md anew. `ONLY=home,ranking` takes some of them, `SHOTS` says where. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const vitest = join(root, 'node_modules', '.bin', 'vitest')
const file = 'packages/portal/test/outside/screenshots.test.ts'
const { status } = spawnSync(vitest, ['run', '--config', 'vitest.outside.config.ts', file], {
  cwd: root,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
