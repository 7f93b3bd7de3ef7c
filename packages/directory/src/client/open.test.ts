import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY, fetchOf, found, HOUR, MIRROR, NOW } from '../../test/federation.ts'
import { openDirectory, verifyAsOf } from '../index.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rabt-directory-'))
})
afterEach(() => rm(home, { recursive: true }))

test('a fresh client refreshes and finds what the three states publish', async () => {
  const federation = await found()
  const client = await openDirectory({
    home,
    mirrors: [MIRROR],
    trustedRoot: federation.trustedRoot,
    clock: () => NOW + HOUR,
    fetch: fetchOf(federation),
  })
  expect(() => client.view()).toThrow(expect.objectContaining({ code: 'DIRECTORY_UNREACHABLE' }))
  const view = await client.refresh()
  console.log(view.issues)
  expect(view.issues).toEqual([])
  expect([...view.gateways.keys()]).toEqual(['KW/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1'])
  expect(view.members.get('KW/GOV/MOI')?.sealKeys).toHaveLength(1)
  const t0 = performance.now()
  await client.refresh()
  console.log('no change', performance.now() - t0)
  const old = await client.archive(view.version)
  expect(old).not.toBeNull()
  const asOf = verifyAsOf({
    ...(old as NonNullable<typeof old>),
    version: view.version,
    trustedRoot: federation.trustedRoot,
    time: NOW + DAY,
  })
  expect([...asOf.services.keys()]).toEqual([...view.services.keys()])
})
