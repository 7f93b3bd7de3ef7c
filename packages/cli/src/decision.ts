import { isDecision } from '@rabt/directory'
import { CliError, EXIT } from './error.ts'

/** The number of a decision as it was given, without blanks around it. @throws CliError USAGE, before anything is done */
export function readDecision(given: string): string {
  const decision = given.trim()
  if (isDecision(decision)) return decision
  throw new CliError(
    'USAGE',
    {
      en: 'give the number of the decision with --decision: 1 to 64 characters, all of them visible',
      ar: 'اذكر رقم القرار بالخيار ‎--decision‎: من 1 إلى 64 محرفًا كلها مرئية',
    },
    { exit: EXIT.usage },
  )
}
