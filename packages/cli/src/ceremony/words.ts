import type { CeremonyChange, Stage } from '@rabt/directory'
import type { Language } from '@rabt/protocol'
import type { Text } from '../text/text.ts'

/** Kinds of ceremonies, as their title says them. */
export const KINDS = {
  found: { en: 'The federation is founded', ar: 'تأسيس الاتحاد' },
  admit: { en: 'A state is added', ar: 'إضافة دولة' },
  stage: { en: "A state's stage changes", ar: 'تغيير مرحلة دولة' },
  withdraw: { en: 'A state is removed', ar: 'إخراج دولة' },
  'rotate-root': { en: 'Root keys are replaced', ar: 'استبدال مفاتيح الجذر' },
  'rotate-state': { en: "A state's keys are replaced", ar: 'استبدال مفاتيح دولة' },
  'rotate-online': { en: 'Online keys are replaced', ar: 'استبدال المفاتيح المتصلة' },
  extend: { en: 'Validity is extended', ar: 'تمديد الصلاحية' },
} as const satisfies Record<string, Text>

const STAGES: Readonly<Record<Stage, Text>> = {
  candidate: { en: 'candidate', ar: 'مرشحة' },
  trial: { en: 'trial', ar: 'تجريبية' },
  live: { en: 'live', ar: 'عاملة' },
  suspended: { en: 'suspended', ar: 'موقوفة' },
}

const DOCUMENT_CHANGES: Readonly<Record<'new' | 'changed' | 'gone', Text>> = {
  new: { en: 'is published for the first time', ar: 'تُنشر لأول مرة' },
  changed: { en: 'is published anew', ar: 'تُنشر من جديد' },
  gone: { en: 'is published no more', ar: 'لا تُنشر بعد الآن' },
}

/** A key as it is said: its first twelve digits, and whose it is. */
const keyOf = (key: string, holder: string | null): Text => {
  const id = key.slice(0, 12)
  return holder === null ? { en: id, ar: id } : { en: `${id} (${holder})`, ar: `${id} (${holder})` }
}

/** To the minute, UTC: what a person compares with a calendar. */
export const momentOf = (time: number | string): string =>
  `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** One difference in words. */
export const wordsOf = (change: CeremonyChange): Text => {
  switch (change.what) {
    case 'state-joins': {
      const { code, name, stage } = change
      return {
        en: `${name.en} (${code}) joins as ${STAGES[stage].en}`,
        ar: `تنضم ${name.ar} (${code}) بمرحلة ${STAGES[stage].ar}`,
      }
    }
    case 'state-leaves':
      return {
        en: `${change.name.en} (${change.code}) leaves; its entries stay in the snapshot`,
        ar: `تخرج ${change.name.ar} (${change.code})؛ وتبقى قيودها في اللقطة`,
      }
    case 'stage': {
      const { code, name, from, to } = change
      return {
        en: `${name.en} (${code}) goes from ${STAGES[from].en} to ${STAGES[to].en}`,
        ar: `تنتقل ${name.ar} (${code}) من ${STAGES[from].ar} إلى ${STAGES[to].ar}`,
      }
    }
    case 'state-entry':
      return {
        en: `the entry of ${change.name.en} (${change.code}) changes`,
        ar: `يتغير قيد ${change.name.ar} (${change.code})`,
      }
    case 'federation':
      return { en: 'the name of the federation changes', ar: 'يتغير اسم الاتحاد' }
    case 'revocations':
      return {
        en: `the revocations signed by all are confirmed up to number ${change.to} (before: ${change.from})`,
        ar: `تُثبَّت قرارات السحب الموقعة من الجميع حتى الرقم ${change.to} (قبلها: ${change.from})`,
      }
    case 'holder': {
      const key = change.key.slice(0, 12)
      return change.code === ''
        ? { en: `root key ${key} is nobody's any more`, ar: `لم يعد مفتاح الجذر ${key} لأحد` }
        : { en: `root key ${key} is that of ${change.code}`, ar: `مفتاح الجذر ${key} لـ ${change.code}` }
    }
    case 'key-comes': {
      const key = keyOf(change.key, change.holder)
      return {
        en: `key ${key.en} may sign ${change.role} from now on`,
        ar: `المفتاح ${key.ar} يوقّع ${change.role} من الآن`,
      }
    }
    case 'key-goes': {
      const key = keyOf(change.key, change.holder)
      return {
        en: `key ${key.en} signs ${change.role} no more`,
        ar: `المفتاح ${key.ar} لا يوقّع ${change.role} بعد الآن`,
      }
    }
    case 'threshold': {
      const { role, from, to, keys } = change
      return {
        en: `${role} takes ${to} of ${keys} signatures${from === 0 ? '' : `, until now ${from}`}`,
        ar: `يلزم ${role} ‏${to} من ${keys} توقيعات${from === 0 ? '' : `، وكان ${from}`}`,
      }
    }
    case 'role-comes':
      return { en: `role ${change.role} is made`, ar: `يُنشأ الدور ${change.role}` }
    case 'role-goes':
      return { en: `role ${change.role} ends`, ar: `ينتهي الدور ${change.role}` }
    case 'role-paths':
      return { en: `role ${change.role} may sign other paths`, ar: `يوقّع الدور ${change.role} مسارات أخرى` }
    case 'document':
      return {
        en: `${change.path} ${DOCUMENT_CHANGES[change.change].en}`,
        ar: `${change.path} ${DOCUMENT_CHANGES[change.change].ar}`,
      }
    case 'expires': {
      const { role, from, to } = change
      return {
        en: `${role} is valid until ${momentOf(to)}${from === null ? '' : `, until now ${momentOf(from)}`}`,
        ar: `${role} صالح حتى ${momentOf(to)}${from === null ? '' : `، وكان ${momentOf(from)}`}`,
      }
    }
  }
}

/** A text in one language, from what both have. */
export const inLanguage = (text: Text, language: Language): string => text[language]
