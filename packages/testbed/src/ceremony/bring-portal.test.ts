import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directoryRepository, openDirectory, repositoryFetch } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PILOT, partyOf, SECRETARIAT } from '../federation/states.ts'
import { partyContents, prepareDirectory } from '../start/directory.ts'
import { foundFederation } from './found.ts'
import { layout } from './layout.ts'
import { openOfficers } from './officers.ts'
import type { Contents } from './published.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-portal-home-'))
const at = layout(home)
const place = { portBase: 8000, clock: Date.now }
const MIRROR = 'http://mirror.example/'
const TEXT = 'GCC/2017/10'

const ofPortal = ({ id }: { readonly id: string }): boolean => /\/portal(?:\/|$)/.test(id)

/** What a party published before there was a portal. */
function asBefore({ trust, registry, agreements }: Contents): Contents {
  return {
    trust,
    registry: {
      ...registry,
      subsystems: registry.subsystems.filter((one) => !ofPortal(one)),
      services: registry.services.filter((one) => !ofPortal(one)),
    },
    agreements: {
      texts: agreements.texts.filter(({ id }) => id !== TEXT),
      positions: agreements.positions.filter(({ agreement }) => agreement !== TEXT),
    },
  }
}

async function view() {
  const fetch = repositoryFetch(directoryRepository(at.repository), MIRROR)
  const client = { home: mkdtempSync(join(home, 'client-')), mirrors: [MIRROR], fetch, clock: Date.now }
  return (await openDirectory({ ...client, trustedRoot: readFileSync(at.root) })).refresh()
}

describe('a home that was founded without the portal', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    mkdirSync(home, { recursive: true })
    writeFileSync(at.network, JSON.stringify({ portBase: place.portBase, founded: Date.now() }))
    const kept = [...PILOT, SECRETARIAT.code].map(
      async (code) => [code, asBefore(await partyContents(at, partyOf(code), place))] as const,
    )
    await foundFederation(at, openOfficers(at.officers), new Map(await Promise.all(kept)), Date.now())
  }, 60_000)
  afterAll(() => rmSync(home, { recursive: true }))

  it('gets its systems, and the agreement by which it asks the states that have joined, once', async () => {
    expect((await view()).agreements.has(TEXT)).toBe(false)
    await prepareDirectory(at, place)
    const after = await view()
    expect([...(after.agreements.get(TEXT)?.positions.keys() ?? [])].sort()).toEqual(['GCC', 'KW', 'QA', 'SA'])
    expect(after.subsystems.get('GCC/GOV/SG/portal')?.groups).toEqual(['GCC/portal'])
    expect(after.services.has('SA/GOV/EGOV/portal/content')).toBe(true)
    expect(after.services.has('AE/GOV/EGOV/portal/content')).toBe(false)
    await prepareDirectory(at, place)
    expect((await view()).version.number).toBe(after.version.number)
  })
})
