import type { DirectoryWriter } from '@rabt/authority'
import type { Office } from './office.ts'
import { isElsewhere } from './writers.ts'

/** Does one after the other; what fails stops none after it. Rejects at the end with the first failure. */
export async function allOf<T>(things: Iterable<T>, act: (thing: T) => Promise<void>): Promise<void> {
  const failed: unknown[] = []
  for (const thing of things) await act(thing).catch((error: unknown) => failed.push(error))
  if (failed.length > 0) throw failed[0]
}

/** After something was published. The registers read the repository themselves: a directory that cannot be verified keeps none from it. */
export function followRound(
  directory: { refresh(): Promise<unknown> },
  offices: readonly Pick<Office, 'follow'>[],
): Promise<void> {
  const refresh = () => directory.refresh().then(() => undefined)
  return allOf([refresh, () => allOf(offices, (office) => office.follow())], (step) => step())
}

/** The hourly signing: the timestamp first, of which every client lives, then what lasts longer. */
export function upkeepRound(
  writers: readonly Pick<DirectoryWriter, 'refresh'>[],
  renewFederation: () => Promise<void>,
  offices: readonly Pick<Office, 'renew'>[],
): Promise<void> {
  const refresh = async (writer: Pick<DirectoryWriter, 'refresh'>): Promise<void> => {
    await writer.refresh().catch((error: unknown) => {
      if (!isElsewhere(error)) throw error
    })
  }
  const steps = [() => allOf(writers, refresh), renewFederation, () => allOf(offices, (office) => office.renew())]
  return allOf(steps, (step) => step())
}
