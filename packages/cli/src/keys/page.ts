import type { Language } from '@rabt/protocol'

interface KeyState {
  readonly algorithm: string
  readonly digest: string
  readonly listed: boolean
  /** Unix ms. */
  readonly from: number | null
  readonly retired: number | null
}

/** A key as `GET /admin/v1/keys` shows it. */
export interface ShownKey {
  readonly name: string
  readonly inUse: KeyState | null
  readonly certificateUntil: number | null
  readonly next: KeyState | null
}

const WORDS = {
  listed: { en: 'listed', ar: 'منشور' },
  unlisted: { en: 'NOT listed', ar: 'غير منشور' },
  retired: { en: 'retired', ar: 'متقاعد' },
  none: { en: 'no key', ar: 'لا مفتاح' },
  until: { en: 'certificate until', ar: 'الشهادة حتى' },
  next: { en: 'next', ar: 'التالي' },
} as const

/** A line a key, and one for its successor. */
export function listPage(keys: readonly ShownKey[], language: Language): string {
  const lines = keys.flatMap(({ name, inUse, certificateUntil, next }) => {
    const until = certificateUntil === null ? '' : `, ${WORDS.until[language]} ${day(certificateUntil)}`
    const line = `${shownName(name)}: ${inUse === null ? WORDS.none[language] : stateOf(inUse, language)}${until}`
    return next === null ? [line] : [line, `  ${WORDS.next[language]}: ${stateOf(next, language)}`]
  })
  return `${lines.join('\n')}\n`
}

function stateOf({ algorithm, digest, listed, retired }: KeyState, language: Language): string {
  const standing = retired !== null ? WORDS.retired : listed ? WORDS.listed : WORDS.unlisted
  return `${algorithm} ${digest} (${standing[language]})`
}

const shownName = (name: string): string =>
  name.startsWith('members/') ? decodeURIComponent(name.slice('members/'.length)) : name

/** ISO 8601 in UTC, to the minute. */
const day = (time: number): string => `${new Date(time).toISOString().slice(0, 16)}Z`
