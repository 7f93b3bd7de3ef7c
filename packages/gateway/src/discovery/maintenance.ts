import type { DirectoryView, MaintenanceRecord } from '@rabt/directory'
import { type Language, RabtError } from '@rabt/protocol'
import { moment } from '../authorise/refusal.ts'

/** Times are Unix ms. */
export type PlannedMaintenance = Pick<MaintenanceRecord, 'from' | 'until' | 'notice'>

/** By gateway and by subsystem; made once for each list of the directory. */
const indexes = new WeakMap<readonly MaintenanceRecord[], ReadonlyMap<string, readonly MaintenanceRecord[]>>()

function indexOf(list: readonly MaintenanceRecord[]): ReadonlyMap<string, readonly MaintenanceRecord[]> {
  const known = indexes.get(list)
  if (known !== undefined) return known
  const index = Map.groupBy(list, ({ gateway, subsystem }) => gateway ?? subsystem ?? '')
  indexes.set(list, index)
  return index
}

/**
 * The planned maintenance that a gateway or subsystem is in at `time` (Unix ms), as an error with its notice in the caller's language; null:
 * none. Of several the one that ends last.
 */
export function plannedMaintenance(
  view: DirectoryView,
  party: string,
  time: number,
  language: Language,
): RabtError | null {
  if (view.maintenance.length === 0) return null
  let last: MaintenanceRecord | null = null
  for (const one of indexOf(view.maintenance).get(party) ?? [])
    if (one.from <= time && time < one.until && (last === null || one.until > last.until)) last = one
  if (last === null) return null
  const seconds = String(Math.ceil((last.until - time) / 1_000))
  return new RabtError('MAINTENANCE_PLANNED', {
    party,
    until: moment(last.until),
    notice: last.notice[language],
    seconds,
  })
}

/** What is planned for a gateway or subsystem and not over at `time` (Unix ms), the next first. */
export function maintenanceAhead(view: DirectoryView, party: string, time: number): readonly PlannedMaintenance[] {
  if (view.maintenance.length === 0) return []
  const ahead = (indexOf(view.maintenance).get(party) ?? []).filter(({ until }) => time < until)
  return ahead.toSorted((a, b) => a.from - b.from).map(({ from, until, notice }) => ({ from, until, notice }))
}
