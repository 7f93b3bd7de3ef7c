import { memberId } from './services.ts'
import type { Party } from './states.ts'

/** The members that have a seal key: the owner of the gateway and the sample agencies. */
export function sealedMembers({ code, owner, agencies }: Party): readonly string[] {
  return [owner, ...Object.keys(agencies)].map((member) => memberId(code, member))
}
