/** Every state of a change request, and every event that moves it; docs/design/authority.md draws it. */
export type RequestState =
  /** Waits for the second person. */
  | 'open'
  /** In the register, not yet in the directory: the publication is to come, of `trust` by the state's offline key. */
  | 'applied'
  /** In the directory. */
  | 'done'
  /** In force at once by one person; waits for the second. */
  | 'provisional'
  | 'confirmed'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'superseded'
  /** In force at once, but nobody confirmed it in time: taken back. */
  | 'lapsed'
  /** In force at once, but the second person refused: taken back. */
  | 'lifted'

export type RequestEvent =
  | 'approve'
  | 'publish'
  | 'reject'
  | 'withdraw'
  | 'expire'
  | 'supersede'
  | 'confirm'
  | 'lift'
  | 'lapse'

/** Who may move a request: its own asker, a second person with the right role, or nobody but the clock and the register. */
export type Mover = 'asker' | 'second' | 'authority'

export const MOVERS: Readonly<Record<RequestEvent, Mover>> = {
  approve: 'second',
  reject: 'second',
  confirm: 'second',
  lift: 'second',
  withdraw: 'asker',
  publish: 'authority',
  expire: 'authority',
  supersede: 'authority',
  lapse: 'authority',
}

export const TRANSITIONS: Readonly<Record<RequestState, Readonly<Partial<Record<RequestEvent, RequestState>>>>> = {
  open: { approve: 'applied', reject: 'rejected', withdraw: 'withdrawn', expire: 'expired', supersede: 'superseded' },
  // The directory may have moved under it by another hand, so that it cannot be carried out any more.
  applied: { publish: 'done', supersede: 'superseded' },
  provisional: { confirm: 'confirmed', lift: 'lifted', lapse: 'lapsed' },
  done: {},
  confirmed: {},
  rejected: {},
  withdrawn: {},
  expired: {},
  superseded: {},
  lapsed: {},
  lifted: {},
}

export const REQUEST_STATES = Object.keys(TRANSITIONS) as [RequestState, ...RequestState[]]

/** The state after an event; null if the event is not possible there. */
export function after(state: RequestState, event: RequestEvent): RequestState | null {
  return TRANSITIONS[state][event] ?? null
}
