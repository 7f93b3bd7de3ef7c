import { CATALOGUE, type Language, messageOf, RabtError, type Side } from '@rabt/protocol'
import type { Text } from './text/text.ts'

/** Exit codes of the command. */
export const EXIT = {
  ok: 0,
  /** The act failed; the code and the reason are printed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** `call`: the service answered, with a status of 400 or above. */
  serviceSaidNo: 3,
  /** `ceremony`: nothing is wrong, but somebody has to act: signatures are missing, or something nears its end. */
  due: 4,
} as const

/** Failures of the command itself, which no gateway answers with. */
export type CliErrorCode = 'USAGE' | 'NOT_RUNNING' | 'NO_HOME' | 'FILE' | 'CONNECTION' | 'GATEWAY'

/** What stops a command, in words for the person at the terminal. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: string
  readonly text: Text
  readonly side: Side | undefined
  readonly exit: number

  constructor(
    code: CliErrorCode | (string & {}),
    text: Text,
    about: { readonly side?: Side; readonly exit?: number } = {},
  ) {
    super(code)
    this.code = code
    this.text = text
    this.side = about.side
    this.exit = about.exit ?? EXIT.failed
  }
}

/** An error as it is shown: `code` is stable, `side` says who must act where that is known. */
export interface ShownError {
  readonly code: string
  readonly message: string
  readonly side: Side | undefined
  readonly exit: number
}

/** Any failure in words. What is neither ours nor the catalogue's is INTERNAL_ERROR, without its stack. */
export function shownError(error: unknown, language: Language): ShownError {
  if (error instanceof CliError) {
    return { code: error.code, message: error.text[language], side: error.side, exit: error.exit }
  }
  const known = error instanceof RabtError ? error : new RabtError('INTERNAL_ERROR')
  const { side } = CATALOGUE[known.code]
  return { code: known.code, message: messageOf(known, language), side, exit: EXIT.failed }
}

export const SIDES: Readonly<Record<Side, Text>> = {
  client: { en: 'the calling system', ar: 'النظام الطالب' },
  consumer: { en: 'the gateway of the calling state', ar: 'بوابة الدولة الطالبة' },
  provider: { en: 'the gateway of the providing state', ar: 'بوابة الدولة المزوّدة' },
  service: { en: "the provider's system", ar: 'نظام الجهة المزوّدة' },
  network: { en: 'the network between the gateways', ar: 'الشبكة بين البوابتين' },
}
