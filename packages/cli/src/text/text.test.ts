import { describe, expect, it } from 'vitest'
import { languageOf } from './text.ts'

describe('language of the output', () => {
  it.each([
    [[], {}, 'en'],
    [[], { LANG: 'ar_KW.UTF-8' }, 'ar'],
    [[], { LANG: 'en_GB.UTF-8' }, 'en'],
    [[], { LC_ALL: 'en_GB.UTF-8', LANG: 'ar_KW.UTF-8' }, 'en'],
    [[], { LC_ALL: '', LANG: 'ar' }, 'ar'],
    [[], { RABT_LANG: 'ar', LANG: 'en_GB.UTF-8' }, 'ar'],
    [['--lang', 'en'], { RABT_LANG: 'ar' }, 'en'],
    [['call', '--lang=ar'], { LANG: 'C' }, 'ar'],
    [['--', '--lang', 'ar'], {}, 'en'],
  ] as const)('%j with %j is %s', (args, env, language) => {
    expect(languageOf(args, env)).toBe(language)
  })
})
