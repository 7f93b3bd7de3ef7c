import { isHeaderValue, isToken } from '@rabt/protocol'
import { CliError, EXIT } from '../error.ts'

/** Reads `Name: value`. @throws CliError USAGE that does not repeat the value: it may be a secret. */
export function parseHeader(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0)).trim()
  const value = line.slice(colon + 1).trim()
  if (colon > 0 && isToken(name) && isHeaderValue(value)) return [name, value]
  throw new CliError(
    'USAGE',
    {
      en: `-H takes "Name: value" with plain characters; this is not one: ${name === '' ? 'no name' : name}`,
      ar: `الخيار ‎-H‎ يأخذ "الاسم: القيمة" بمحارف بسيطة؛ وهذه ليست كذلك: ${name === '' ? 'بلا اسم' : name}`,
    },
    { exit: EXIT.usage },
  )
}

/** A body that is JSON says so, unless a header names its type. */
export function contentTypeOf(body: Uint8Array): string {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return 'application/json'
  } catch {
    return 'application/octet-stream'
  }
}
