import type { Child } from 'hono/jsx'
import type { Language } from '../text/language.ts'

/** What is made of the same object in the same language, made once; forgotten with the object. */
export function once<T extends object>(make: (of: T, lang: Language) => Child): (of: T, lang: Language) => Child {
  const made = { ar: new WeakMap<T, Child>(), en: new WeakMap<T, Child>() }
  return (of, lang) => {
    const known = made[lang].get(of)
    if (known !== undefined) return known
    const markup = make(of, lang)
    made[lang].set(of, markup)
    return markup
  }
}
