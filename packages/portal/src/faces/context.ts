import type { PublishedReader } from '../content/published.ts'
import type { Launched } from '../launch/shown.ts'
import type { ReadinessReader } from '../readiness/read.ts'
import type { Addresses } from './address.ts'
import { addresses } from './address.ts'
import type { World } from './describe/shared.ts'
import { worldOf } from './describe/shared.ts'
import type { FaceSource } from './source.ts'

export interface FacesContext {
  /** Origin of the portal, without a slash at its end. */
  readonly baseUrl: string
  readonly published: Pick<PublishedReader, 'get' | 'list' | 'facets'>
  readonly source: FaceSource
  readonly readiness: Pick<ReadinessReader, 'services' | 'by' | 'stages'>
  readonly launch: Pick<Launched, 'stageOf' | 'shows' | 'glance'>
  readonly clock: () => number
}

/** How long caches keep what the faces say; publications show after this at the latest. */
export const MAX_AGE_SECONDS = 60

export const addressesOf = ({ baseUrl }: FacesContext): Addresses => addresses(baseUrl)

export async function openWorld(context: FacesContext): Promise<World> {
  return worldOf(addressesOf(context), await context.source.agencies(), context.launch.stageOf)
}
