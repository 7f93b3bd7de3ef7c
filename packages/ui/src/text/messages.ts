import type { Language } from './language.ts'

/** The shape that a translation must have: the same keys, and functions of the same parameters. */
export type Twin<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => infer R
    ? (...parameters: P) => R
    : { readonly [K in keyof T]: Twin<T[K]> }

/**
 * Messages of a page or component: the Arabic object is the source, and English that lacks a key, or has one too many, does not compile.
 * `const words = messages({ title: 'الخدمات' }, { title: 'Services' })`, then `words[lang].title`.
 */
export function messages<const T extends object>(ar: T, en: Twin<T>): Readonly<Record<Language, Twin<T>>> {
  // A literal is of its widened type; the compiler cannot see that through the mapping.
  return { ar: ar as unknown as Twin<T>, en }
}
