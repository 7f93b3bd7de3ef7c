import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directoryRepository, openDirectory, type RegistryContent, repositoryFetch } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PILOT, partyOf } from '../federation/states.ts'
import { partyContents, prepareDirectory } from '../start/directory.ts'
import { foundFederation } from './found.ts'
import { layout } from './layout.ts'
import { openOfficers } from './officers.ts'
import { readPublished } from './published.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-forward-'))
const at = layout(home)
const place = { portBase: 8000, clock: Date.now }
const MIRROR = 'http://mirror.example/'
const repository = directoryRepository(at.repository)
const { document } = readPublished(repository)
const OWN = { id: 'KW/GOV/MOI/traffic/own', type: 'REST', title: { ar: 'خاصة', en: 'Own' }, timeoutMs: 1_000 } as const

const ofConformance = ({ id }: { readonly id: string }): boolean => /\/conformance(?:\/|$)/.test(id)

/** What a party published in format 1: no systems for conformance; here a service besides that its operator had listed. */
function asBefore(content: RegistryContent): RegistryContent {
  return {
    ...content,
    subsystems: content.subsystems.filter((one) => !ofConformance(one)),
    services: [...content.services.filter((one) => !ofConformance(one)), OWN],
  }
}

async function view() {
  const fetch = repositoryFetch(repository, MIRROR)
  const client = { home: mkdtempSync(join(home, 'client-')), mirrors: [MIRROR], fetch, clock: Date.now }
  return (await openDirectory({ ...client, trustedRoot: readFileSync(at.root) })).refresh()
}

describe('a home of format 1', { timeout: 60_000 }, () => {
  let root: Buffer
  beforeAll(async () => {
    mkdirSync(home, { recursive: true })
    writeFileSync(at.network, JSON.stringify({ portBase: place.portBase, founded: Date.now() }))
    const kept = PILOT.map(async (code) => {
      const { trust, registry } = await partyContents(at, partyOf(code), place)
      return [code, { trust, registry: code === 'KW' ? asBefore(registry) : registry }] as const
    })
    await foundFederation(at, openOfficers(at.officers), new Map(await Promise.all(kept)), Date.now())
    root = readFileSync(at.root)
  }, 60_000)
  afterAll(() => rmSync(home, { recursive: true }))

  it('gets the agreements, the systems for conformance and the gateway of the General Secretariat', async () => {
    expect((await view()).agreements.size).toBe(0)
    expect(await prepareDirectory(at, place)).toMatchObject({ isNew: false })
    const { agreements, gateways, subsystems, services, states } = await view()
    expect([...agreements.keys()].sort()).toEqual([1, 10, 2, 3, 4, 5, 9].map((number) => `GCC/2017/${number}`))
    // The portal is the General Secretariat's own consumer.
    for (const { id, positions } of agreements.values())
      expect([...positions.keys()].sort()).toEqual([...(id === 'GCC/2017/10' ? ['GCC'] : []), 'KW', 'QA', 'SA'])
    expect([...gateways.keys()]).toContain('GCC/GOV/SG/gw1')
    expect(subsystems.get('KW/GOV/EGOV/conformance')?.groups).toEqual(['GCC/conformance'])
    expect(services.has('KW/GOV/EGOV/conformance/echo')).toBe(true)
    expect(states.get('AE')?.stage).toBe('candidate')
  })

  it('keeps its root, and what its authorities had published', async () => {
    expect(readFileSync(at.root).equals(root)).toBe(true)
    expect((await view()).services.has(OWN.id)).toBe(true)
  })

  it('is brought forward once', async () => {
    const before = (await view()).version.number
    await prepareDirectory(at, place)
    expect((await view()).version.number).toBe(before)
    expect(await document('AE', 'agreements')).toBeUndefined()
  })
})
