import { FEDERATION_ISSUER, ORGANISATION, type Signer, signRevocation } from '@rabt/directory'
import { officer, openSite, readDirectory } from '../conformance/site.ts'
import type { Context } from '../context.ts'
import { readDecision } from '../decision.ts'
import { EXIT } from '../error.ts'
import { anyState } from '../home/any-state.ts'
import { otherOfficers } from '../join/change-stage.ts'
import { refreshNodes, runningNodes } from '../join/nodes.ts'
import { confirm } from './confirm.ts'
import { giveToNodes, heldBy, highestHeld } from './give.ts'
import { findTarget, type Target } from './target.ts'

export interface RevokeOptions {
  readonly decision: string
  readonly as?: string
  readonly json?: boolean
}

/** Until then the directory says it. */
const LIFE_MS = 24 * 3_600_000

/**
 * `rabt revoke`: signs a revocation, hands it to the nodes, which honour it at once, and publishes the same in the
 * directory. 0 when every node that runs goes by it. @throws CliError, STAGE_REFUSED, REVOCATION_*
 */
export async function revoke(context: Context, kind: string, id: string, options: RevokeOptions): Promise<number> {
  const { language } = context
  const decision = readDecision(options.decision)
  const site = await openSite(context, await anyState(context))
  const view = await readDirectory(context, site)
  const target = findTarget(view, kind, id, options.as?.toUpperCase() ?? null)
  const nodes = await runningNodes(context)
  const accounted = view.issuers.get(target.issuer)?.accounted ?? 0
  const number = Math.max(accounted, await highestHeld(nodes, target.issuer)) + 1
  const now = context.now()
  const bytes = await signRevocation(
    {
      federation: view.federation,
      state: target.issuer,
      number,
      directory: view.version.number,
      issued: now,
      expires: now + LIFE_MS,
      revoked: target.revoked,
      decision,
    },
    await signersOf(context, target, [...view.states.keys()]),
  )
  const began = performance.now()
  const given = await giveToNodes(nodes, bytes)
  const honouredMs = Math.round(performance.now() - began)
  const refused = given.filter(({ code }) => code !== null)
  const held = await heldBy(nodes, target.issuer)
  await confirm(context, { view, trustedRoot: site.trustedRoot, target, number, decision, held })
  const after = await readDirectory(context, site)
  const followed = await refreshNodes(nodes, after.version.number)
  const publishedMs = Math.round(performance.now() - began)
  const ok = refused.length === 0 && followed === nodes.length
  const { issuer } = target
  if (options.json === true) {
    const figures = { nodes: nodes.length, honouredMs, publishedMs, directory: after.version.number }
    context.out(`${JSON.stringify({ ok, kind, id, issuer, number, decision, ...figures, refused })}\n`)
    return ok ? EXIT.ok : EXIT.failed
  }
  const by = issuer === FEDERATION_ISSUER ? '4 / 6' : issuer
  const lines =
    language === 'ar'
      ? [
          `سُحب ${id}: وقّعه ${by}، الرقم ${number}، القرار ${decision}`,
          `${nodes.length - refused.length} من ${nodes.length} عقد تعمل به بعد ${honouredMs} م.ث`,
          `الدليل يقوله في إصداره ${after.version.number}؛ تتبعه ${followed} من ${nodes.length} عقد`,
          ...refused.map(({ node, code }) => `لم تقبله ${node}: ${code}`),
        ]
      : [
          `${id} is taken out: signed by ${by}, number ${number}, decision ${decision}`,
          `${nodes.length - refused.length} of ${nodes.length} nodes honour it after ${honouredMs} ms`,
          `the directory says it in version ${after.version.number}; ${followed} of ${nodes.length} nodes go by that`,
          ...refused.map(({ node, code }) => `${node} did not take it: ${code}`),
        ]
  context.out(`${lines.join('\n')}\n`)
  return ok ? EXIT.ok : EXIT.failed
}

/** A state's own online key; the organisation's; or, for a whole state, the root keys of four others. */
async function signersOf(context: Context, { issuer, id }: Target, states: readonly string[]): Promise<Signer[]> {
  if (issuer === ORGANISATION) return [await officer(context, issuer, 'organisation')]
  if (issuer !== FEDERATION_ISSUER) return [await officer(context, issuer, 'ops')]
  return [...(await otherOfficers(context, states, id)).values()]
}
