import type { StateCode } from '../federation/states.ts'
import { recordDigest } from './digest.ts'
import { withArabicDigits } from './digits.ts'
import { makeLibrary } from './make-library.ts'
import { makeAgencies, makeLaws, makeState } from './make-parties.ts'
import { makeService } from './make-services.ts'
import { makeAchievements, makeExperiences, makeNews } from './make-stories.ts'
import { readServiceTypes } from './parse-types.ts'

export interface SampleItem {
  readonly digest: string
  readonly record: { readonly id: string; readonly kind: string }
}

export interface SampleContent {
  /** As the feed tells them: what others refer to first. */
  readonly items: readonly SampleItem[]
  /** Bytes of the files that the records name, by SHA-256. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** All that a state publishes in the sample federation; the same at every start. */
export function makeContent(state: StateCode): SampleContent {
  const library = makeLibrary(state)
  const records = [
    makeState(state),
    ...makeAgencies(state),
    ...makeLaws(state),
    ...readServiceTypes().map((type) => makeService(state, type)),
    ...library.records,
    ...makeExperiences(state),
    ...makeAchievements(state),
    ...makeNews(state),
  ].map(withArabicDigits)
  return { items: records.map((record) => ({ digest: recordDigest(record), record })), files: library.files }
}
