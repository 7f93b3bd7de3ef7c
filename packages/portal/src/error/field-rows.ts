import type { PortalErrorRow } from './row.ts'

/** What is wrong at one place of a record. */
export const FIELD_ERRORS = {
  FIELD_MISSING: { side: 'editor', status: 422, en: 'This must be filled in.', ar: 'هذا الموضع مطلوب.' },
  FIELD_TOO_LONG: {
    side: 'editor',
    status: 422,
    en: 'This is too long or has too many rows: at most {maximum}.',
    ar: 'هذا أطول أو أكثر مما يجوز: {maximum} على الأكثر.',
  },
  FIELD_TOO_FEW: {
    side: 'editor',
    status: 422,
    en: 'This is too short or too little: at least {minimum}.',
    ar: 'هذا أقل مما يلزم: {minimum} على الأقل.',
  },
  FIELD_CHOICE: {
    side: 'editor',
    status: 422,
    en: 'Choose one of the values of the list.',
    ar: 'اختر إحدى القيم من القائمة.',
  },
  FIELD_FORM: {
    side: 'editor',
    status: 422,
    en: 'This does not have the form that is asked for.',
    ar: 'هذه القيمة ليست بالصيغة المطلوبة.',
  },
  FIELD_HIDDEN: {
    side: 'editor',
    status: 422,
    en: 'This holds hidden or direction-turning characters, or spaces at an end. Type it anew.',
    ar: 'في هذا النص محارف خفية أو محارف تقلب الاتجاه أو فراغات في طرفه. اكتبه من جديد.',
  },
  FIELD_UNKNOWN: {
    side: 'editor',
    status: 422,
    en: 'There is no field {field}. Take it out.',
    ar: 'لا يوجد حقل باسم {field}. احذفه.',
  },
} as const satisfies Record<string, PortalErrorRow>
