export const DOCUMENT_TYPES = {
  report: { ar: 'تقرير', en: 'Report' },
  guide: { ar: 'دليل', en: 'Guide' },
  standard: { ar: 'معيار', en: 'Standard' },
  minutes: { ar: 'محضر', en: 'Minutes' },
  strategy: { ar: 'استراتيجية', en: 'Strategy' },
  form: { ar: 'نموذج', en: 'Form' },
} as const

/** Of the EU's data-theme table, what the portal uses; the URI is in the DCAT-AP face. */
export const THEMES = {
  GOVE: { ar: 'الحكومة والقطاع العام', en: 'Government and public sector' },
  ECON: { ar: 'الاقتصاد والمالية', en: 'Economy and finance' },
  TRAN: { ar: 'النقل', en: 'Transport' },
  HEAL: { ar: 'الصحة', en: 'Health' },
  EDUC: { ar: 'التعليم والثقافة والرياضة', en: 'Education, culture and sport' },
  SOCI: { ar: 'السكان والمجتمع', en: 'Population and society' },
  JUST: { ar: 'العدل والقانون والأمن', en: 'Justice, legal system and public safety' },
  ENVI: { ar: 'البيئة', en: 'Environment' },
  ENER: { ar: 'الطاقة', en: 'Energy' },
  TECH: { ar: 'العلوم والتقنية', en: 'Science and technology' },
} as const

/** Of the EU's frequency table. */
export const FREQUENCIES = {
  ANNUAL: { ar: 'سنوي', en: 'Annual' },
  QUARTERLY: { ar: 'ربع سنوي', en: 'Quarterly' },
  MONTHLY: { ar: 'شهري', en: 'Monthly' },
  WEEKLY: { ar: 'أسبوعي', en: 'Weekly' },
  DAILY: { ar: 'يومي', en: 'Daily' },
  IRREG: { ar: 'غير منتظم', en: 'Irregular' },
} as const

/** Formats of files that are taken in; anything else is refused. */
export const FORMATS = {
  CSV: { ar: 'جدول CSV', en: 'CSV table', mediaType: 'text/csv' },
  JSON: { ar: 'JSON', en: 'JSON', mediaType: 'application/json' },
  PDF: { ar: 'مستند PDF', en: 'PDF document', mediaType: 'application/pdf' },
  XLSX: {
    ar: 'جدول XLSX',
    en: 'XLSX workbook',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  PNG: { ar: 'صورة PNG', en: 'PNG picture', mediaType: 'image/png' },
  JPEG: { ar: 'صورة JPEG', en: 'JPEG picture', mediaType: 'image/jpeg' },
} as const
