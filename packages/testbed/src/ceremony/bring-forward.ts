import { type PartyCode, SECRETARIAT } from '../federation/states.ts'
import type { Contents } from './published.ts'
import type { openUpkeep } from './upkeep.ts'

/**
 * The step from homes of format 1, in which gateways kept rights of their own and the General Secretariat had no node: publishes
 * its gateway, the conformance systems and the agreements. Its texts come last, so that a step that was cut short is taken again.
 */
export async function bringForward(
  upkeep: ReturnType<typeof openUpkeep>,
  contents: ReadonlyMap<PartyCode, Contents>,
): Promise<void> {
  if ((await upkeep.document(SECRETARIAT.code, 'agreements')) !== undefined) return
  for (const [code, fresh] of contents) {
    if (code === SECRETARIAT.code) continue
    const trust = await upkeep.document(code, 'trust')
    if (trust === undefined || trust.content.gateways.length === 0) continue
    await upkeep.change(code, 'registry', (before = fresh.registry) => ({
      ...before,
      subsystems: missing(before.subsystems, fresh.registry.subsystems),
      services: missing(before.services, fresh.registry.services),
    }))
    await upkeep.change(code, 'agreements', () => fresh.agreements)
  }
  const secretariat = contents.get(SECRETARIAT.code)
  if (secretariat === undefined) return
  for (const kind of ['trust', 'registry', 'agreements'] as const) {
    await upkeep.change(SECRETARIAT.code, kind, () => secretariat[kind])
  }
}

function missing<Record extends { readonly id: string }>(
  published: readonly Record[],
  fresh: readonly Record[],
): Record[] {
  const known = new Set(published.map(({ id }) => id))
  return [...published, ...fresh.filter(({ id }) => !known.has(id))]
}
