import type { ErrorRow } from '../row.ts'

/** What stands between a newcomer and the network: conformance runs, their reports, the stages of joining. */
export const JOINING_ERRORS = {
  REPORT_INVALID: {
    side: 'client',
    xroad: 'InternalError',
    modern: 'internal_error',
    en: 'The conformance report does not hold: {reason}. The state that offers it must run the conformance run again.',
    ar: 'تقرير المطابقة غير صالح: {reason}. على الدولة التي تقدّمه إعادة تشغيل اختبار المطابقة.',
  },
  RUN_REFUSED: {
    side: 'client',
    xroad: 'InternalError',
    modern: 'internal_error',
    en: 'The partner does not take this conformance run: {reason}. Its authority says when it does; try again later or with another partner.',
    ar: 'لا يقبل الشريك اختبار المطابقة هذا: {reason}. أعد المحاولة لاحقًا أو مع شريك آخر.',
  },
  STAGE_REFUSED: {
    side: 'client',
    xroad: 'InternalError',
    modern: 'internal_error',
    en: '{party} cannot go from {from} to {to}: {reason}. Whoever proposed it must bring what is missing.',
    ar: 'لا يمكن نقل {party} من {from} إلى {to}: {reason}. على من اقترح ذلك إحضار ما ينقص.',
  },
} as const satisfies Record<string, ErrorRow>
