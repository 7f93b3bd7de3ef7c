import type { Text } from '../record/text.ts'

/** Who must act: the state's programme that serves the feed, the record's owner, the portal's editors, or who runs network or portal. */
type HarvestSide = 'programme' | 'owner' | 'editors' | 'network' | 'portal'

interface Reason extends Text {
  readonly en: string
  readonly side: HarvestSide
}

/** Why an item stands in quarantine (docs/spec/portal-feed.md §5). */
export const ITEM_REASONS = {
  'item-shape': {
    side: 'programme',
    ar: 'العنصر ليس سجلًا ببصمته ولا إزالة. يصححه برنامج الدولة.',
    en: 'The item is neither a record with its digest nor a removal. The state’s programme corrects it.',
  },
  'record-too-large': {
    side: 'owner',
    ar: 'السجل أكبر من المسموح أو أعمق. تختصره الجهة المالكة.',
    en: 'The record is larger or nested deeper than allowed. Its owner shortens it.',
  },
  'digest-mismatch': {
    side: 'programme',
    ar: 'بصمة السجل ليست بصمة محتواه. يصححها برنامج الدولة.',
    en: 'The digest is not that of the record. The state’s programme corrects it.',
  },
  'other-state': {
    side: 'programme',
    ar: 'السجل لدولة أخرى، فلا تنشره هذه الدولة.',
    en: 'The record is another state’s; this state cannot publish it.',
  },
  'unknown-kind': {
    side: 'programme',
    ar: 'نوع السجل غير معروف للبوابة.',
    en: 'The portal knows no record of this kind.',
  },
  'record-invalid': {
    side: 'owner',
    ar: 'في السجل حقل ناقص أو قيمة غير مقبولة. تصححه الجهة المالكة.',
    en: 'A field of the record is missing or not allowed. Its owner corrects it.',
  },
  'hidden-characters': {
    side: 'owner',
    ar: 'في نص السجل محارف مخفية أو تقلب اتجاهه. تحذفها الجهة المالكة.',
    en: 'The record’s text holds characters that are hidden or turn its direction. Its owner removes them.',
  },
  'not-written-out': {
    side: 'programme',
    ar: 'السجل ناقص القوائم الفارغة، فلا تثبت بصمته. يكتبه برنامج الدولة كاملًا.',
    en: 'Empty lists are left out of the record, so its digest does not hold. The state’s programme writes it out in full.',
  },
  'file-refused': {
    side: 'owner',
    ar: 'ملف من ملفات السجل ناقص أو ليس كما وُصف أو غير مأمون. تستبدله الجهة المالكة.',
    en: 'A file of the record is missing, not as described, or not safe. Its owner replaces it.',
  },
  'editor-owns': {
    side: 'editors',
    ar: 'لدى محرري البوابة سجل بهذا الاسم. يسحبونه أو تغيّر الدولة الاسم.',
    en: 'The portal’s editors hold a record of this name. They withdraw it, or the state renames its own.',
  },
} as const satisfies Readonly<Record<string, Reason>>
export type ItemReason = keyof typeof ITEM_REASONS

/** Why a state's harvest does not go on; it is tried again. */
export const RUN_REASONS = {
  unreachable: {
    side: 'portal',
    ar: 'لا تجيب بوابة الأمانة العامة.',
    en: 'The General Secretariat’s node does not answer.',
  },
  network: { side: 'network', ar: 'لم تصل الشبكة إلى الدولة.', en: 'The network did not reach the state.' },
  'not-joined': { side: 'network', ar: 'لم تنضم الدولة بعد.', en: 'The state has not joined yet.' },
  refused: { side: 'programme', ar: 'رفض برنامج الدولة السؤال.', en: 'The state’s programme refused the question.' },
  'page-too-large': { side: 'programme', ar: 'الصفحة أكبر من المسموح.', en: 'The page is larger than allowed.' },
  'page-shape': {
    side: 'programme',
    ar: 'الصفحة ليست بالصيغة المتفق عليها.',
    en: 'The page is not of the agreed form.',
  },
  'page-other-state': {
    side: 'programme',
    ar: 'أجابت الدولة بصفحة دولة أخرى.',
    en: 'The state answered with another state’s page.',
  },
  'cursor-circle': { side: 'programme', ar: 'تدور القائمة على نفسها.', en: 'The list goes round in a circle.' },
  'too-many-pages': { side: 'programme', ar: 'القائمة أطول من المسموح.', en: 'The list is longer than allowed.' },
} as const satisfies Readonly<Record<string, Reason>>
export type RunReason = keyof typeof RUN_REASONS

/** A run that stops here; the cursor stays. `detail` is technical, in English, without content. */
export class HarvestError extends Error {
  override readonly name = 'HarvestError'
  readonly reason: RunReason
  readonly detail: string

  constructor(reason: RunReason, detail: string, options?: ErrorOptions) {
    super(`${reason}: ${detail}`, options)
    this.reason = reason
    this.detail = detail
  }
}
