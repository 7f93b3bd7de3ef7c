import { Bdi, type Language } from '@rabt/ui'
import type { Child } from 'hono/jsx'

/** What our own look says (`readiness/look.ts`, `observe.ts`); anything else is a fault of the network and stays its code. */
const REASONS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'no-answer': { ar: 'لم يصل جواب في الوقت المحدد', en: 'no answer in time' },
  'not-registered': { ar: 'غير مسجلة في دليل الشبكة', en: 'not registered in the network’s directory' },
}

const STATUS = /^status-(\d{3})$/

const ANSWERED_WITH: Readonly<Record<Language, string>> = { ar: 'أجابت برمز HTTP', en: 'answered with HTTP status' }

/** Why a service does not answer, in words; codes stay codes, for who must act on them. */
export function reasonOf(code: string, lang: Language): Child {
  const [, status] = STATUS.exec(code) ?? []
  if (status !== undefined)
    return (
      <>
        {ANSWERED_WITH[lang]} <Bdi>{status}</Bdi>
      </>
    )
  return (Object.hasOwn(REASONS, code) ? REASONS[code]?.[lang] : undefined) ?? <Bdi>{code}</Bdi>
}
