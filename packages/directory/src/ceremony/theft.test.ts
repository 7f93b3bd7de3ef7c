import { join } from 'node:path'
import { expect, test } from 'vitest'
import { foundWithHolders, orFail, propose, publish, signAll } from '../../test/ceremony.ts'
import { bench } from '../../test/client.ts'
import { fetchOf, HOUR, MIRROR, NOW, newSigner } from '../../test/federation.ts'
import { publishAnyway, publishRole, signedOf, snapshotVersion } from '../../test/forge.ts'
import { metadataName } from '../metadata/names.ts'
import { metaOf } from '../publish/plan.ts'
import { updateDocument } from '../publish/update.ts'

const at = bench()

/**
 * The whole story of two stolen online keys, with the highest number that a thief can write (fast-forward) and with an
 * ordinary one: what he can do, what he cannot, and that one ceremony puts everybody right.
 */
test.each([7, 1_000_000, Number.MAX_SAFE_INTEGER])(
  'stolen online keys: a thief publishes snapshot %i, and the rotation puts things right',
  async (number) => {
    const federation = await foundWithHolders()
    const { input, files, repository } = federation
    const live = ['KW/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1']
    const client = await at.open(federation)
    await client.refresh()
    // Kuwait revokes its gateway; every client that refreshes knows.
    const registry = orFail(federation.registry.KW)
    const revoked = { ...registry.revoked, gateways: ['KW/GOV/EGOV/gw1'] }
    const opsKey = orFail(input.opsKeys.KW)
    const act = { repository, onlineKeys: input.onlineKeys, now: NOW + HOUR }
    const content = { ...registry, subsystems: [], services: [], revoked }
    await updateDocument({ ...act, state: 'KW', kind: 'registry', content, signer: opsKey })
    expect([...(await client.refresh()).gateways.keys()]).toEqual(live.slice(1))

    // The thief cannot write a word of a state: his own key is not Kuwait's.
    await publishRole(federation, 'state-kw-ops', {}, newSigner(), NOW + 2 * HOUR, 3)
    expect([...(await client.refresh()).gateways.keys()]).toEqual(live.slice(1))
    expect(client.status().issues.map(({ place }) => place)).toContain('state-kw-ops')
    // He shows the registry from before the revocation, in a snapshot of a number of his own: who remembers refuses it.
    const [old, forged] = [1, 3].map((version) => orFail(files.get(metadataName('state-kw-ops', version))))
    await publishAnyway(federation, { 'state-kw-ops.json': metaOf(1, orFail(old)) }, NOW + 2 * HOUR, number - 1)
    await expect(client.refresh()).rejects.toMatchObject({ code: 'DIRECTORY_ROLLBACK' })
    expect([...client.view().gateways.keys()]).toEqual(live.slice(1))
    // He gives a number after which nobody is to go on, and everybody takes it.
    await publishAnyway(federation, { 'state-kw-ops.json': metaOf(3, orFail(forged)) }, NOW + 2 * HOUR, number)
    expect((await client.refresh()).version.number).toBe(number)
    expect(snapshotVersion(files)).toBe(number)

    const online = { snapshot: newSigner(), timestamp: newSigner() }
    const request = {
      kind: 'rotate-online',
      online: { snapshot: [online.snapshot], timestamp: [online.timestamp] },
    } as const
    const proposal = await propose(federation, request)
    await publish(repository, proposal, await signAll(proposal, input.rootKeys.slice(0, 4)), online)

    at.now = NOW + 5 * HOUR
    const right = await client.refresh()
    expect([...right.gateways.keys()]).toEqual(live.slice(1))
    expect(right.issues).toEqual([])
    const meta = signedOf(files, metadataName('snapshot', right.version.number)).meta as Record<string, object>
    expect(meta['state-kw-ops.json']).toMatchObject({ version: 2 })

    // What the thief still signs, nobody takes: neither who knows the new root nor who comes with the founding root.
    const kept = new Map(files)
    await publishAnyway(
      federation,
      { 'state-kw-ops.json': metaOf(1, orFail(old)) },
      NOW + 5 * HOUR,
      right.version.number + 1,
    )
    await expect(client.refresh()).rejects.toMatchObject({ name: 'RabtError' })
    expect([...client.view().gateways.keys()]).toEqual(live.slice(1))
    files.clear()
    for (const [name, bytes] of kept) files.set(name, bytes)

    // The directory goes on from there, for the client with a memory and for a new one.
    const next = { ...act, onlineKeys: online, now: NOW + 6 * HOUR }
    await updateDocument({ ...next, state: 'KW', kind: 'registry', content: registry, signer: opsKey })
    at.now = NOW + 7 * HOUR
    expect([...(await client.refresh()).gateways.keys()]).toEqual(live)
    at.fetch = fetchOf(federation)
    const fresh = await at.open(federation, { home: join(at.home(), 'new'), mirrors: [MIRROR] })
    expect([...(await fresh.refresh()).gateways.keys()]).toEqual(live)
  },
)
