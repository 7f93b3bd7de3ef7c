import { coversConsumer, type DirectoryView, inForce, type NotInForce } from '@rabt/directory'

/** What one of our systems may ask, or could once what stands against it is gone. */
export interface Askable {
  readonly service: string
  readonly title: { readonly ar: string; readonly en: string }
  readonly agreement: string
  readonly purpose: string
  /** Null: it may ask now. */
  readonly missing: NotInForce | null
}

/** Texts under which a system may call services of any state, by service; `after` is a service. */
export function askableBy(
  view: DirectoryView,
  consumer: string,
  now: number,
  page: { readonly after: string; readonly limit: number },
): readonly Askable[] {
  const found: Askable[] = []
  const services = [...view.services.values()]
    .filter(({ id }) => id > page.after)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const { id: service, title } of services) {
    for (const agreement of view.agreementsFor(service)) {
      if (!coversConsumer(view, agreement, consumer)) continue
      const missing = inForce(view, agreement, consumer, service, now)
      found.push({ service, title, agreement: agreement.id, purpose: agreement.purpose.code, missing })
    }
    // A service is given with all its texts, so that a page ends between services.
    if (found.length >= page.limit) break
  }
  return found
}
