import { type Entry, KIND, LIMITS } from '@rabt/protocol'

/**
 * Whether a key that the directory lists may still speak for an entry (spec link-log §5.9): not retired, or retired after the entry was
 * created and no longer ago than an entry of its kind can be under way.
 */
export function inForce(retired: number | null, entry: Entry, now: number): boolean {
  if (retired === null) return true
  const life = entry.kind === KIND.transfer || entry.kind === KIND.event ? LIMITS.messageLifeMs : LIMITS.requestLifeMs
  return retired > entry.created && now - retired <= life
}
