import { memberId } from './services.ts'
import type { StateDescription } from './states.ts'

/** Codes of the members that have a seal key: the authority and the sample agencies. */
export function sealedMembers(state: StateDescription): readonly string[] {
  return ['EGOV', ...Object.keys(state.agencies)].map((code) => memberId(state.code, code))
}
