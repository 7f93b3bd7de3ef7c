import type { LICENCES } from '../record/common.ts'
import type { Term } from './term.ts'

/** Terms of reuse in words. */
export const LICENCE_NAMES: Readonly<Record<(typeof LICENCES)[number], Term>> = {
  'CC-BY-4.0': { ar: 'المشاع الإبداعي: نسب المصنف ٤٫٠', en: 'Creative Commons Attribution 4.0' },
  'CC0-1.0': { ar: 'المشاع الإبداعي: ملك عام ١٫٠', en: 'Creative Commons Zero 1.0' },
  'KSA-OD': { ar: 'رخصة البيانات المفتوحة السعودية', en: 'KSA Open Data Licence' },
  'OM-OGD': { ar: 'رخصة البيانات الحكومية المفتوحة في عُمان', en: 'Oman open government data licence' },
  'terms-of-owner': { ar: 'شروط الجهة المالكة', en: 'Terms of the owner' },
  sample: { ar: 'بيانات عينة لهذه الشبكة', en: 'Sample data of this network' },
}
