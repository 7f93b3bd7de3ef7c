import type { Text } from '../text/text.ts'

/**
 * Why a file needs two sets of signatures (docs/spec/directory.md §9), said of one of them; nothing where there is one.
 * `sizes`: how many keys may sign for each; `about`: codes that the act concerns.
 */
export function needNote(role: string, sizes: readonly number[], index: number, about: readonly string[]): Text {
  if (sizes.length < 2) return { en: '', ar: '' }
  if (role === 'root') {
    return index === 0
      ? { en: ' (of the root before)', ar: ' (من الجذر السابق)' }
      : { en: ' (of the new root)', ar: ' (من الجذر الجديد)' }
  }
  if (index === 0) return { en: ' (of all)', ar: ' (من الجميع)' }
  const codes = about.join(' ')
  return (sizes[index] ?? 0) < (sizes[0] ?? 0)
    ? { en: ` (without ${codes}: its own does not count)`, ar: ` (من دون ${codes}: لا يُحسب توقيعها لنفسها)` }
    : { en: ' (one more: it is not said whose each key is)', ar: ' (بزيادة واحد: لم يُذكر صاحب كل مفتاح)' }
}
