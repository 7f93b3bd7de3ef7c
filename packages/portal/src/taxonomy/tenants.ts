import type { Tenant } from '../record/common.ts'
import type { Term } from './term.ts'

/** Names as they stand in lists; the long form is in the state's own record. */
export const TENANT_NAMES: Readonly<Record<Tenant, Term>> = {
  KW: { ar: 'الكويت', en: 'Kuwait' },
  SA: { ar: 'السعودية', en: 'Saudi Arabia' },
  QA: { ar: 'قطر', en: 'Qatar' },
  AE: { ar: 'الإمارات', en: 'The Emirates' },
  BH: { ar: 'البحرين', en: 'Bahrain' },
  OM: { ar: 'عُمان', en: 'Oman' },
  GCC: { ar: 'الأمانة العامة', en: 'General Secretariat' },
}
