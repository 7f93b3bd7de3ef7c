import { createHash } from 'node:crypto'
import type { Expiry } from '@rabt/directory'

interface Event extends Expiry {
  readonly summary: string
  /** How long before it the alarm rings. */
  readonly leadMs: number
}

/** RFC 5545 §3.3.5 form 2: UTC. */
const momentOf = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

/** RFC 5545 §3.3.11 */
const escaped = (text: string): string => text.replaceAll(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n')

/** RFC 5545 §3.1: lines of at most 75 octets, broken between characters. */
const folded = (line: string): string => {
  const parts: string[] = ['']
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > 74) {
      parts.push('')
      octets = 0
    }
    parts[parts.length - 1] += character
    octets += size
  }
  return parts.join('\r\n ')
}

/** The dates as an iCalendar file (RFC 5545). A date keeps its UID, so that a calendar replaces it when it moves. */
export const calendarFile = (events: readonly Event[], now: number): string => {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Rabt//ceremony calendar//EN']
  for (const { kind, about, who, expires, summary, leadMs } of events) {
    const uid = createHash('sha256')
      .update(`${kind} ${about} ${who.join(' ')}`)
      .digest('hex')
      .slice(0, 32)
    lines.push(
      'BEGIN:VEVENT',
      `UID:${uid}@rabt`,
      `DTSTAMP:${momentOf(now)}`,
      `DTSTART:${momentOf(expires)}`,
      `SUMMARY:${escaped(summary)}`,
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${escaped(summary)}`,
      `TRIGGER:-PT${Math.round(leadMs / 60_000)}M`,
      'END:VALARM',
      'END:VEVENT',
    )
  }
  lines.push('END:VCALENDAR')
  return `${lines.map(folded).join('\r\n')}\r\n`
}
