import type { ErrorRow } from '../row.ts'

/** Ceremonies of keys. `{place}` is a file, role or key; who shows it knows `{reason}` in both languages by its rule. */
export const CEREMONY_ERRORS = {
  CEREMONY_INVALID: {
    side: 'client',
    xroad: 'InternalError',
    modern: 'internal_error',
    en: 'The proposal of this ceremony, or a signature beside it, is damaged or was edited. Obtain it again from whoever proposed it. ({place}: {reason})',
    ar: 'مقترح هذه المراسم أو توقيع مرفق به تالف أو معدّل. احصل عليه من جديد ممن اقترحه. ({place}: {reason})',
  },
  CEREMONY_REFUSED: {
    side: 'client',
    xroad: 'InternalError',
    modern: 'internal_error',
    en: 'The ceremony asks for something that would harm the directory, so it is refused. Propose it again without that. ({place}: {reason})',
    ar: 'تطلب المراسم ما يضر بالدليل فرُفضت. اقترحها من جديد بدونه. ({place}: {reason})',
  },
  CEREMONY_SIGNATURE: {
    side: 'client',
    xroad: 'InternalError',
    modern: 'internal_error',
    en: 'A key or signature of this ceremony is missing, wrong or not needed. ({place}: {reason})',
    ar: 'مفتاح أو توقيع في هذه المراسم ناقص أو خاطئ أو غير مطلوب. ({place}: {reason})',
  },
  CEREMONY_STALE: {
    side: 'client',
    xroad: 'InternalError',
    modern: 'internal_error',
    en: 'The directory has moved on since this ceremony was proposed. Propose it again and have it signed again. ({place}: {reason})',
    ar: 'تغيّر الدليل منذ اقتراح هذه المراسم. اقترحها من جديد واجمع التوقيعات مرة أخرى. ({place}: {reason})',
  },
  CEREMONY_EXPIRED: {
    side: 'client',
    xroad: 'InternalError',
    modern: 'internal_error',
    en: 'The proposal of this ceremony was valid until {expires}. Propose it again.',
    ar: 'كان مقترح هذه المراسم سارياً حتى {expires}. اقترحها من جديد.',
  },
} as const satisfies Record<string, ErrorRow>
