import type { Language } from '../record/text.ts'

/** Arabic, unless the reader's browser ranks English above it (RFC 9110 §12.5.4). */
export function preferred(accepted: string | undefined): Language {
  const ranked = (accepted ?? '')
    .split(',', 20)
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((one) => /^\s*q=(.*)$/.exec(one)?.[1]).find((one) => one !== undefined)
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ language, weight }) => weight > 0 && (language === 'ar' || language === 'en'))
    .sort((a, b) => b.weight - a.weight)
  return ranked[0]?.language === 'en' ? 'en' : 'ar'
}
