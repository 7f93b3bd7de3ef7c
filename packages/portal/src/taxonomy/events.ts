/** Events in a person's life that bring services of several agencies together (CPSV-AP LifeEvent). */
export const LIFE_EVENTS = {
  birth: { ar: 'مولود جديد', en: 'Having a child' },
  study: { ar: 'الدراسة', en: 'Studying' },
  work: { ar: 'بدء عمل', en: 'Starting work' },
  marriage: { ar: 'الزواج', en: 'Getting married' },
  home: { ar: 'السكن', en: 'Finding a home' },
  driving: { ar: 'القيادة وامتلاك مركبة', en: 'Driving and owning a vehicle' },
  travelling: { ar: 'السفر والإقامة', en: 'Travelling and residing' },
  illness: { ar: 'المرض والعلاج', en: 'Illness and treatment' },
  retirement: { ar: 'التقاعد', en: 'Retiring' },
  loss: { ar: 'وفاة قريب', en: 'Losing a relative' },
} as const

/** Events in the life of a business (CPSV-AP BusinessEvent). */
export const BUSINESS_EVENTS = {
  starting: { ar: 'تأسيس عمل تجاري', en: 'Starting a business' },
  licensing: { ar: 'الترخيص', en: 'Getting a licence' },
  hiring: { ar: 'التوظيف', en: 'Hiring staff' },
  importing: { ar: 'الاستيراد والتصدير', en: 'Importing and exporting' },
  advertising: { ar: 'الإعلان', en: 'Advertising' },
  tendering: { ar: 'المناقصات', en: 'Bidding for tenders' },
  renewing: { ar: 'التجديد', en: 'Renewing' },
  closing: { ar: 'إنهاء العمل التجاري', en: 'Closing a business' },
} as const
