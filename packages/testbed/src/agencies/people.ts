import type { Text } from '../federation/text.ts'
import type { Draw } from './seeded.ts'

const FIRST: readonly Text[] = [
  { ar: 'أحمد', en: 'Ahmad' },
  { ar: 'فاطمة', en: 'Fatima' },
  { ar: 'خالد', en: 'Khalid' },
  { ar: 'مريم', en: 'Maryam' },
  { ar: 'سالم', en: 'Salim' },
  { ar: 'نورة', en: 'Noura' },
  { ar: 'يوسف', en: 'Yousef' },
  { ar: 'شيخة', en: 'Shaikha' },
  { ar: 'عبدالله', en: 'Abdullah' },
  { ar: 'ليلى', en: 'Layla' },
]

/** Families that do not exist: words for trees and weather, so that no sample can be taken for a person. */
const FAMILY: readonly Text[] = [
  { ar: 'السدرة', en: 'Al-Sidra' },
  { ar: 'النخلة', en: 'Al-Nakhla' },
  { ar: 'الغيمة', en: 'Al-Ghaima' },
  { ar: 'الموجة', en: 'Al-Mawja' },
  { ar: 'النسيم', en: 'Al-Naseem' },
  { ar: 'السحابة', en: 'Al-Sahaba' },
]

/** An invented name in both scripts. */
export function inventName(draw: Draw): Text {
  const first = draw.pick(FIRST)
  const family = draw.pick(FAMILY)
  return { ar: `${first.ar} ${family.ar}`, en: `${first.en} ${family.en}` }
}
