import type { Text } from '../text/text.ts'

const text = (en: string, ar: string): Text => ({ en, ar })

/** What `rabt join` says as it goes; the values are codes, numbers and names alone. */
export const STEPS = {
  stage: (state: string, stage: string) => text(`${state} is at stage ${stage}`, `${state} في المرحلة ${stage}`),
  published: (kinds: readonly string[]) =>
    text(
      `published, signed by its own two keys: ${kinds.join(', ')}`,
      `نُشر موقّعا بمفتاحي الدولة نفسها: ${kinds.join('، ')}`,
    ),
  appeared: () => text('its documents are published already', 'وثائقها منشورة من قبل'),
  running: () => text('conformance run:', 'اختبار المطابقة:'),
  passed: (partner: string, seconds: string) =>
    text(
      `the run passed with ${partner} in ${seconds} s; both authorities signed the report`,
      `اجتازت الاختبار مع ${partner} في ${seconds} ثانية؛ وقّعت الهيئتان التقرير`,
    ),
  kept: (partner: string, until: string) =>
    text(
      `a run with ${partner} passed before and counts until ${until}`,
      `اجتازت اختبارا مع ${partner} من قبل ويُحسب حتى ${until}`,
    ),
  moved: (state: string, stage: string, signedBy: readonly string[], decision: string) =>
    text(
      `${state} goes to ${stage}: signed by ${signedBy.join(', ')} (its own signature does not count); decision ${decision}`,
      `تنتقل ${state} إلى ${stage}: وقّعت ${signedBy.join('، ')} (ولا يُحسب توقيعها)؛ القرار ${decision}`,
    ),
  followed: (count: number, of: number, version: number) =>
    text(
      `${count} of ${of} nodes go by version ${version} of the directory`,
      `${count} من ${of} عقد تتبع الإصدار ${version} من الدليل`,
    ),
  ready: (state: string) =>
    text(`${state} is live and its gateway can exchange`, `${state} عاملة وبوابتها جاهزة للتبادل`),
} as const
