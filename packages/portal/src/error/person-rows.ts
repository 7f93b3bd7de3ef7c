import type { PortalErrorRow } from './row.ts'

/** Signing in, sessions and what a person may do. */
export const PERSON_ERRORS = {
  NOT_SIGNED_IN: {
    side: 'person',
    status: 401,
    en: 'You are not signed in, or your session has ended. Sign in with your state’s identity.',
    ar: 'لم تسجّل الدخول أو انتهت جلستك. سجّل الدخول بهوية دولتك.',
  },
  FORM_FORGED: {
    side: 'person',
    status: 403,
    en: 'The form was not made for your session. Open the page again and send it from there.',
    ar: 'لم يُعدّ هذا النموذج لجلستك. افتح الصفحة من جديد وأرسله منها.',
  },
  ROLE_MISSING: {
    side: 'administrator',
    status: 403,
    en: 'This needs the role {role}. Your state’s administrator gives it.',
    ar: 'يتطلب هذا دور {role}، ويمنحه مسؤول دولتك.',
  },
  SIGN_IN_STATE: {
    side: 'person',
    status: 400,
    en: 'This sign-in was not begun here, or it took more than ten minutes. Begin it again.',
    ar: 'لم تبدأ عملية الدخول هذه من هنا أو استغرقت أكثر من عشر دقائق. ابدأها من جديد.',
  },
  SIGN_IN_REFUSED: {
    side: 'person',
    status: 403,
    en: 'Your state’s identity provider did not confirm who you are. Begin the sign-in again.',
    ar: 'لم يؤكد مزوّد الهوية في دولتك هويتك. ابدأ تسجيل الدخول من جديد.',
  },
  SIGN_IN_NO_ROLE: {
    side: 'administrator',
    status: 403,
    en: 'You are known, but have no role in this portal. Your state’s administrator gives one.',
    ar: 'هويتك معروفة لكن لا دور لك في هذه البوابة. يمنحك مسؤول دولتك الدور.',
  },
  SIGN_IN_UNREACHABLE: {
    side: 'portal',
    status: 502,
    en: 'The identity provider of {tenant} does not answer. Try again in a few minutes.',
    ar: 'مزوّد الهوية ({tenant}) لا يجيب. حاول بعد دقائق.',
  },
  BODY_TOO_LARGE: {
    side: 'person',
    status: 413,
    en: 'What was sent is larger than {maximum} bytes.',
    ar: 'ما أُرسل أكبر من {maximum} بايت.',
  },
  PAGE_UNKNOWN: {
    side: 'person',
    status: 404,
    en: 'There is no such page.',
    ar: 'لا توجد هذه الصفحة.',
  },
  STAGE_DECISION: {
    side: 'administrator',
    status: 422,
    en: 'A stage changes only by a decision: give its number and date, at most 60 characters.',
    ar: 'لا تتغير المرحلة إلا بقرار: اكتب رقمه وتاريخه، ٦٠ حرفًا على الأكثر.',
  },
  STAGE_SAME: {
    side: 'administrator',
    status: 409,
    en: '{subject} is in this stage already, or cannot go to it from where it is.',
    ar: '{subject} في هذه المرحلة من قبل، أو لا تنتقل إليها من مرحلتها.',
  },
  PROMISE_WRONG: {
    side: 'administrator',
    status: 422,
    en: 'Say what is missing in both languages, of which section or state, and the day it comes.',
    ar: 'اذكر ما ينقص باللغتين، وقسمه أو دولته، واليوم الذي يصل فيه.',
  },
} as const satisfies Record<string, PortalErrorRow>
