import { CHECK, type CheckResult, REASONS } from '@rabt/directory'
import type { Language } from '@rabt/protocol'
import type { Text } from '../text/text.ts'

const MARKS: Readonly<Record<CheckResult['result'], Text>> = {
  pass: { en: 'pass    ', ar: 'اجتاز ' },
  fail: { en: 'FAIL    ', ar: 'لم يجتز' },
  skipped: { en: 'skipped ', ar: 'لم يُجرَ' },
}

/** One check for a person: what was looked at and, if it did not pass, what was found and what to do. */
export function checkLines({ code, result, reason, detail }: CheckResult, language: Language): string {
  const line = `${MARKS[result][language]} ${code}: ${CHECK.get(code)?.[language] ?? code}`
  if (reason === null) return `${line}\n`
  const { advice, ...found } = REASONS[reason]
  const why = `${found[language]}${detail === null ? '' : ` (${detail})`}`
  return `${line}\n         ${why}\n         -> ${advice[language]}\n`
}

/** The same for a program. */
export function checkJson({ code, result, reason, detail, durationMs }: CheckResult, language: Language): object {
  return {
    code,
    result,
    text: CHECK.get(code)?.[language] ?? code,
    ...(reason === null
      ? {}
      : { reason, finding: REASONS[reason][language], advice: REASONS[reason].advice[language] }),
    ...(detail === null ? {} : { detail }),
    durationMs,
  }
}
