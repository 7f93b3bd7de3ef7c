import type { ErrorRow } from '../row.ts'

/**
 * What an exchange agreement does not allow. Clients of X-Road know one word for a call that nobody allowed, `AccessDenied`; the codes
 * here say which of the reasons it was, and so whom to ask.
 */
export const AGREEMENT_ERRORS = {
  ACCESS_DENIED: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'No agreement gives the consumer this method and path of the service. Check both; if they are right, request an agreement that covers them.',
    ar: 'لا تمنح أي اتفاقية الجهةَ الطالبة هذه الطريقة وهذا المسار من الخدمة. تحقّق منهما، فإن كانا صحيحين فاطلب اتفاقية تشملهما.',
  },
  AGREEMENT_MISSING: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'No exchange agreement gives {consumer} this method and path of {service}. Request one through your state authority.',
    ar: 'لا توجد اتفاقية تبادل تمنح {consumer} هذه الطريقة وهذا المسار من {service}. اطلب إبرامها عن طريق هيئة دولتك.',
  },
  AGREEMENT_UNKNOWN: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'The agreement {agreement}, named in X-Rabt-Agreement, does not exist or does not cover this call. Correct the header or leave it out.',
    ar: 'الاتفاقية {agreement} المذكورة في X-Rabt-Agreement غير موجودة أو لا تشمل هذا الطلب. صحّح الترويسة أو احذفها.',
  },
  AGREEMENT_NOT_ACCEPTED: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'The agreement {agreement} covers this call but is not in force: not yet accepted by {states}. Ask the authority there.',
    ar: 'تشمل الاتفاقية {agreement} هذا الطلب لكنها غير سارية: لم تقبلها بعدُ {states}. راجع الهيئة هناك.',
  },
  AGREEMENT_SUSPENDED: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'The agreement {agreement} is suspended by {states} since {since}. The authority there says why and until when.',
    ar: 'الاتفاقية {agreement} موقوفة من {states} منذ {since}. لدى الهيئة هناك السبب والمدة.',
  },
  AGREEMENT_NOT_YET: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'The agreement {agreement} is not in force before {from}. Call again from then on.',
    ar: 'لا تسري الاتفاقية {agreement} قبل {from}. أعد الطلب بعد ذلك.',
  },
  AGREEMENT_EXPIRED: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'The agreement {agreement} expired on {until}. Ask your state authority to renew it.',
    ar: 'انتهت الاتفاقية {agreement} في {until}. اطلب من هيئة دولتك تجديدها.',
  },
  AGREEMENT_STAGE: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'The agreement {agreement} applies from the stage "{stage}" on, but {party} is at "{reached}". It may exchange so only when its joining has gone further.',
    ar: 'تسري الاتفاقية {agreement} ابتداءً من مرحلة "{stage}"، غير أن {party} في مرحلة "{reached}". يُسمح بهذا التبادل بعد تقدّم انضمامها.',
  },
  AGREEMENT_DIFFERS: {
    side: 'provider',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: "The two gateways know different versions of the directory: the consumer's found the agreement {agreement} in force in version {theirs}, the provider's finds {reason} in version {ours}. Try again in a minute.",
    ar: 'لدى البوابتين نسختان مختلفتان من الدليل: وجدت بوابة الجهة الطالبة الاتفاقية {agreement} سارية في النسخة {theirs}، ووجدت بوابة الجهة المقدّمة {reason} في النسخة {ours}. أعد المحاولة بعد دقيقة.',
  },
  PURPOSE_MISMATCH: {
    side: 'client',
    xroad: 'AccessDenied',
    modern: 'access_denied',
    en: 'The purpose {purpose}, named in X-Rabt-Purpose, is not that of the agreement {agreement}. What it was agreed for is in the directory.',
    ar: 'الغرض {purpose} المذكور في X-Rabt-Purpose ليس غرض الاتفاقية {agreement}. الغرض المتفق عليه مذكور في الدليل.',
  },
  QUOTA_EXCEEDED: {
    side: 'client',
    xroad: 'QuotaExceeded',
    modern: 'quota_exceeded',
    en: 'The agreement {agreement} allows {limit} calls a day (UTC), and they are used up. The call was not run. Call again in {seconds} seconds, or ask for a larger quota.',
    ar: 'تسمح الاتفاقية {agreement} بعدد {limit} من الطلبات في اليوم (UTC)، وقد استُنفدت. لم يُنفَّذ الطلب. أعده بعد {seconds} ثانية أو اطلب حصة أكبر.',
  },
  RATE_EXCEEDED: {
    side: 'client',
    xroad: 'RateExceeded',
    modern: 'rate_exceeded',
    en: 'The agreement {agreement} allows {limit} calls a second, and these came faster. The call was not run. Call again in {seconds} seconds.',
    ar: 'تسمح الاتفاقية {agreement} بعدد {limit} من الطلبات في الثانية، وقد جاءت أسرع. لم يُنفَّذ الطلب. أعده بعد {seconds} ثانية.',
  },
  ANSWER_NOT_JUDGED: {
    side: 'service',
    xroad: 'ServiceFailed',
    modern: 'service_failed',
    en: 'The agreement {agreement} allows only certain fields of the answer. The system answered with status {status}, and what it said cannot be judged ({reason}), so it was not passed on. The call was run. The provider must answer in JSON.',
    ar: 'لا تسمح الاتفاقية {agreement} إلا بحقول معيّنة من الإجابة. أجاب النظام بالحالة {status} وتعذّر فحص إجابته ({reason})، فلم تُسلَّم. لقد نُفّذ الطلب. على الجهة المقدّمة أن تجيب بصيغة JSON.',
  },
  FIELDS_NOT_AGREED: {
    side: 'service',
    xroad: 'ServiceFailed',
    modern: 'service_failed',
    en: 'The agreement {agreement} allows only certain fields of the answer. The system answered with status {status}, and its answer holds others (under {place}), so it was not passed on. The call was run. The provider must leave them out, or both states must agree on more.',
    ar: 'لا تسمح الاتفاقية {agreement} إلا بحقول معيّنة من الإجابة. أجاب النظام بالحالة {status} وفي إجابته حقول أخرى (تحت {place})، فلم تُسلَّم. لقد نُفّذ الطلب. على الجهة المقدّمة حذفها، أو على الدولتين الاتفاق على المزيد.',
  },
  ANSWER_EXCEEDS_AGREEMENT: {
    side: 'provider',
    xroad: 'InconsistentResponse',
    modern: 'inconsistent_response',
    en: "The answer holds more than the agreement {agreement} allows (under {place}), so it was not passed on. The call was run. The provider's gateway must be examined.",
    ar: 'تحوي الإجابة أكثر مما تسمح به الاتفاقية {agreement} (تحت {place})، فلم تُسلَّم. لقد نُفّذ الطلب. يجب فحص بوابة الجهة المقدّمة.',
  },
} as const satisfies Record<string, ErrorRow>
