/** Sectors of government work that the portal browses by; readiness is counted by them. */
export const SECTORS = {
  traffic: { ar: 'المرور', en: 'Traffic' },
  trade: { ar: 'التجارة والصناعة', en: 'Commerce and industry' },
  customs: { ar: 'الجمارك', en: 'Customs' },
  pensions: { ar: 'التقاعد والتأمينات', en: 'Pensions and insurance' },
  travel: { ar: 'السفر والجوازات', en: 'Travel and passports' },
  health: { ar: 'الصحة', en: 'Health' },
  housing: { ar: 'الإسكان', en: 'Housing' },
  justice: { ar: 'العدل', en: 'Justice' },
  education: { ar: 'التعليم', en: 'Education' },
  labour: { ar: 'العمل', en: 'Labour' },
  municipal: { ar: 'البلديات', en: 'Municipal affairs' },
  interior: { ar: 'الداخلية', en: 'Interior' },
  finance: { ar: 'المالية', en: 'Finance' },
  energy: { ar: 'الكهرباء والماء', en: 'Electricity and water' },
  environment: { ar: 'البيئة', en: 'Environment' },
  social: { ar: 'الشؤون الاجتماعية', en: 'Social affairs' },
  fire: { ar: 'الإطفاء والدفاع المدني', en: 'Fire and civil defence' },
  digital: { ar: 'الحكومة الإلكترونية', en: 'e-Government' },
} as const
export type Sector = keyof typeof SECTORS
