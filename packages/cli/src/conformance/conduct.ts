import { authorityUrlOf, type CheckedView, type CheckResult } from '@rabt/directory'
import type { Context } from '../context.ts'
import { refreshNodes, runningNodes } from '../join/nodes.ts'
import { publishOwn } from '../join/publish-own.ts'
import { PartnerClient } from './partner-client.ts'
import { type RunOutcome, runConformance } from './run.ts'
import { officer, readDirectory, type Site } from './site.ts'

/** Publishes what a newcomer has not published yet, and waits until the nodes go by it. @returns the kinds of documents */
export async function appear(
  context: Context,
  site: Site,
): Promise<{ readonly view: CheckedView; readonly kinds: readonly string[] }> {
  const kinds = await publishOwn(context, site.state)
  const view = await readDirectory(context, site)
  if (kinds.length > 0) await refreshNodes(await runningNodes(context), view.version.number)
  return { view, kinds }
}

/** A run, and its report handed to every authority that answers, so that each board shows it. */
export async function conduct(
  context: Context,
  site: Site,
  view: CheckedView,
  partner: string | null,
  ended: (result: CheckResult) => void,
): Promise<RunOutcome> {
  const signer = await officer(context, site.state, 'ops')
  const outcome = await runConformance({ context, site, view, signer, with: partner, ended })
  const authorities = [...view.states.keys()].flatMap((code) => authorityUrlOf(view, code) ?? [])
  await Promise.allSettled(authorities.map((url) => new PartnerClient(url).keep(outcome.bytes)))
  return outcome
}
