import { type PartyCode, SECRETARIAT } from '../federation/states.ts'
import type { Contents } from './published.ts'
import type { openUpkeep } from './upkeep.ts'

type Upkeep = ReturnType<typeof openUpkeep>
type AllContents = ReadonlyMap<PartyCode, Contents>

/**
 * The steps from earlier homes: from those of format 1, in which gateways kept rights of their own and the General Secretariat had no node,
 * and from those without the portal. The Secretariat's texts come last in each, so that a step that was cut short is taken again.
 */
export async function bringForward(upkeep: Upkeep, contents: AllContents): Promise<void> {
  const texts = (await upkeep.document(SECRETARIAT.code, 'agreements'))?.content.texts
  if (texts === undefined) {
    await addMissing(upkeep, contents, (_, fresh) => fresh.agreements)
    const secretariat = contents.get(SECRETARIAT.code)
    if (secretariat === undefined) return
    for (const kind of ['trust', 'registry', 'agreements'] as const) {
      await upkeep.change(SECRETARIAT.code, kind, () => secretariat[kind])
    }
    return
  }
  const known = new Set(texts.map(({ id }) => id))
  const secretariat = contents.get(SECRETARIAT.code)
  if (secretariat === undefined || secretariat.agreements.texts.every(({ id }) => known.has(id))) return
  /** What is published, with what concerns texts that are new. */
  const withNew = (before: Contents['agreements'], fresh: Contents): Contents['agreements'] => ({
    ...before,
    texts: [...before.texts, ...fresh.agreements.texts.filter(({ id }) => !known.has(id))],
    positions: [...before.positions, ...fresh.agreements.positions.filter((one) => isNew(before, one.agreement))],
  })
  const isNew = ({ positions }: Contents['agreements'], id: string): boolean =>
    !known.has(id) && positions.every(({ agreement }) => agreement !== id)
  await addMissing(upkeep, contents, (before, fresh) => withNew(before ?? { texts: [], positions: [] }, fresh))
  await addSystems(upkeep, SECRETARIAT.code, secretariat)
  await upkeep.change(SECRETARIAT.code, 'agreements', (before = secretariat.agreements) => withNew(before, secretariat))
}

/** Publishes for every state that has joined the systems and services that it lacks, then its agreements. */
async function addMissing(
  upkeep: Upkeep,
  contents: AllContents,
  agreements: (before: Contents['agreements'] | undefined, fresh: Contents) => Contents['agreements'],
): Promise<void> {
  for (const [code, fresh] of contents) {
    if (code === SECRETARIAT.code) continue
    const trust = await upkeep.document(code, 'trust')
    if (trust === undefined || trust.content.gateways.length === 0) continue
    await addSystems(upkeep, code, fresh)
    await upkeep.change(code, 'agreements', (before) => agreements(before, fresh))
  }
}

async function addSystems(upkeep: Upkeep, code: PartyCode, fresh: Contents): Promise<void> {
  await upkeep.change(code, 'registry', (before = fresh.registry) => ({
    ...before,
    subsystems: missing(before.subsystems, fresh.registry.subsystems),
    services: missing(before.services, fresh.registry.services),
  }))
}

function missing<Record extends { readonly id: string }>(
  published: readonly Record[],
  fresh: readonly Record[],
): Record[] {
  const known = new Set(published.map(({ id }) => id))
  return [...published, ...fresh.filter(({ id }) => !known.has(id))]
}
