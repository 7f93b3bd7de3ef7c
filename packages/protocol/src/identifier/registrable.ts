import { LIMITS } from '../limits.ts'
import { formatId } from './identifier.ts'

// X-Road PR-REST since 7.3: letters A-Z a-z, digits, and ' ( ) + , - . = ?
const ALLOWED = /^[A-Za-z0-9'()+,\-.=?]+$/

/** Service codes that the gateway answers itself (reserved by X-Road since 7.7), in lower case. */
const RESERVED_SERVICES: ReadonlySet<string> = new Set([
  'listmethods',
  'allowedmethods',
  'getopenapi',
  'getwsdl',
  'getsecurityserveroperationaldata',
  'getsecurityserverhealthdata',
  'getsecurityservermetrics',
])

/**
 * Says why a new identifier must not be registered, in English for the log of the registering authority; null if it may.
 * `parts`: decoded, 3 (member), 4 (subsystem or gateway) or 5 (service). Look-up is more tolerant (parseClientId).
 */
export const registrableProblem = (parts: readonly string[]): string | null => {
  if (parts.length < 3 || parts.length > 5) return `has ${parts.length} parts, not 3 to 5`
  for (const [index, part] of parts.entries()) {
    const position = `part ${index + 1}`
    if (part === '') return `${position} is empty`
    if (!ALLOWED.test(part)) return `${position} holds a character other than letters, digits and ' ( ) + , - . = ?`
    // RFC 3986 §5.2.4: a client or proxy on the way removes dot segments.
    if (part === '.' || part === '..') return `${position} is a dot segment`
  }
  // Case-insensitive: a code that differs from a reserved one by case alone would be called by mistake.
  if (RESERVED_SERVICES.has(parts[4]?.toLowerCase() ?? '')) return 'the service code is reserved'
  if (formatId(parts).length > LIMITS.identifierBytes) return `is longer than ${LIMITS.identifierBytes} bytes`
  return null
}
