import type { Revocation, Revoked } from './revocation.ts'

type Named = Exclude<keyof Revoked, 'states'>

/** What several revocations take away together. An issuer's names count against records of its own state alone. */
export interface Taken {
  /** Whether a whole state is taken out. */
  all(state: string): boolean
  /** Whether something of a state is named: an identifier, or a digest in hexadecimal. */
  of(state: string, kind: Named, name: string): boolean
  readonly states: ReadonlySet<string>
  /** The agreements that each issuer names, by its code. */
  readonly agreements: ReadonlyMap<string, ReadonlySet<string>>
}

const KINDS: readonly Named[] = ['gateways', 'tlsKeys', 'keys', 'cas', 'members']

export const takenBy = (revocations: readonly Revocation[]): Taken => {
  const states = new Set<string>()
  const names = new Set<string>()
  const agreements = new Map<string, Set<string>>()
  for (const { state, revoked } of revocations) {
    for (const code of revoked.states) states.add(code)
    for (const kind of KINDS) for (const name of revoked[kind]) names.add(`${state} ${kind} ${name}`)
    if (revoked.agreements.length === 0) continue
    const own = agreements.get(state) ?? new Set()
    agreements.set(state, own)
    for (const id of revoked.agreements) own.add(id)
  }
  return {
    all: (state) => states.has(state),
    of: (state, kind, name) => names.has(`${state} ${kind} ${name}`),
    states,
    agreements,
  }
}
