import { Violation } from './violation.ts'

/** Whose event it is: a killed run's events never happen, a paused run's events happen when it goes on. */
export interface Owner {
  readonly name: string
  alive: boolean
  paused: boolean
}

interface Event {
  at: number
  order: number
  readonly owner: Owner | null
  readonly fn: () => void
  cancelled: boolean
}

/** Events of one history by (virtual time, order of planning). Between two events all promises settle. */
export class EventQueue {
  #now: number
  #order = 0
  readonly #heap: Event[] = []
  readonly #held = new Map<Owner, Event[]>()
  count = 0
  /** Looks at the world from outside after each event. */
  afterEach: () => void = () => {}

  constructor(start: number) {
    this.#now = start
  }

  get now(): number {
    return this.#now
  }

  after(ms: number, owner: Owner | null, fn: () => void): { cancel(): void } {
    const event: Event = { at: this.#now + Math.max(0, ms), order: this.#order++, owner, fn, cancelled: false }
    this.#push(event)
    return {
      cancel: () => {
        event.cancelled = true
      },
    }
  }

  /** What a paused run missed happens now, in its order. */
  resume(owner: Owner): void {
    owner.paused = false
    for (const event of this.#held.get(owner) ?? []) {
      event.at = this.#now
      event.order = this.#order++
      this.#push(event)
    }
    this.#held.delete(owner)
  }

  /** Runs everything up to a virtual time, or until `done` says so. @throws Violation when a history has no end */
  async runUntil(time: number, done: () => boolean = () => false): Promise<void> {
    while (!done()) {
      const next = this.#heap[0]
      if (!next || next.at > time) break
      this.#pop()
      if (next.cancelled || next.owner?.alive === false) continue
      if (next.owner?.paused) {
        const held = this.#held.get(next.owner)
        if (held) held.push(next)
        else this.#held.set(next.owner, [next])
        continue
      }
      this.#now = Math.max(this.#now, next.at)
      if (++this.count > MOST_EVENTS) throw new Violation('endless', `${MOST_EVENTS} events`)
      next.fn()
      await settled()
      this.afterEach()
    }
    if (!done()) this.#now = Math.max(this.#now, time)
  }

  #push(event: Event): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(event, heap[parent] as Event)) break
      heap[at] = heap[parent] as Event
      at = parent
    }
    heap[at] = event
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Event
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Event, heap[child] as Event)) child++
      if (!before(heap[child] as Event, last)) break
      heap[at] = heap[child] as Event
      at = child
    }
    heap[at] = last
  }
}

/** Far beyond what any planned history needs. */
const MOST_EVENTS = 200_000

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
