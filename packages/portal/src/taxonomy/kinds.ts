import type { Kind } from '../record/common.ts'
import type { Term } from './term.ts'

export const KIND_NAMES: Readonly<Record<Kind, Term>> = {
  service: { ar: 'خدمة', en: 'Service' },
  agency: { ar: 'جهة', en: 'Agency' },
  state: { ar: 'دولة', en: 'State' },
  document: { ar: 'وثيقة', en: 'Document' },
  dataset: { ar: 'مجموعة بيانات', en: 'Data set' },
  experience: { ar: 'تجربة', en: 'Experience' },
  achievement: { ar: 'إنجاز', en: 'Achievement' },
  news: { ar: 'خبر', en: 'News' },
  law: { ar: 'تشريع', en: 'Law' },
}
