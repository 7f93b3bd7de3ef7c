export const AUDIENCES = {
  citizen: { ar: 'المواطنون', en: 'Citizens' },
  resident: { ar: 'المقيمون', en: 'Residents' },
  visitor: { ar: 'الزوار', en: 'Visitors' },
  business: { ar: 'الأعمال', en: 'Businesses' },
  government: { ar: 'الجهات الحكومية', en: 'Government bodies' },
} as const

export const CHANNELS = {
  web: { ar: 'الموقع', en: 'Web' },
  app: { ar: 'تطبيق الهاتف', en: 'Mobile app' },
  device: { ar: 'جهاز الخدمة الذاتية', en: 'Self-service device' },
  office: { ar: 'مركز الخدمة', en: 'Service centre' },
  phone: { ar: 'الهاتف', en: 'Telephone' },
  network: { ar: 'شبكة الربط', en: 'The network' },
} as const

/** How far a service is electronic, as its agency declares; in rising order. */
export const LEVELS = {
  information: { ar: 'معلومات', en: 'Information' },
  form: { ar: 'نموذج', en: 'Form' },
  transaction: { ar: 'معاملة', en: 'Transaction' },
  integrated: { ar: 'متكاملة', en: 'Integrated' },
  proactive: { ar: 'استباقية', en: 'Proactive' },
} as const
export type Level = keyof typeof LEVELS

export const CURRENCIES = {
  KWD: { ar: 'دينار كويتي', en: 'Kuwaiti dinar', minorDigits: 3 },
  SAR: { ar: 'ريال سعودي', en: 'Saudi riyal', minorDigits: 2 },
  QAR: { ar: 'ريال قطري', en: 'Qatari riyal', minorDigits: 2 },
  AED: { ar: 'درهم إماراتي', en: 'UAE dirham', minorDigits: 2 },
  BHD: { ar: 'دينار بحريني', en: 'Bahraini dinar', minorDigits: 3 },
  OMR: { ar: 'ريال عُماني', en: 'Omani rial', minorDigits: 3 },
} as const
export type Currency = keyof typeof CURRENCIES
