import type { Language } from '@rabt/protocol'

/** Arabic is the source language, English the twin. */
export interface Text {
  readonly ar: string
  readonly en: string
}

/**
 * Language of the output: `--lang`, else RABT_LANG, else the locale (POSIX order: LC_ALL, LC_MESSAGES, LANG).
 * Arabic when the value begins with `ar`, else English.
 */
export function languageOf(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const chosen = optionValue(args) ?? env.RABT_LANG ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG)
  return chosen?.toLowerCase().startsWith('ar') === true ? 'ar' : 'en'
}

/** Read before the arguments are parsed, because help and usage errors are in that language too. */
function optionValue(args: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return undefined
    if (arg === '--lang') return args[index + 1]
    if (arg.startsWith('--lang=')) return arg.slice('--lang='.length)
  }
  return undefined
}
