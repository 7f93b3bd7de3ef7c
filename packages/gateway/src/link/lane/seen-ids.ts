/**
 * Remembers the ids of one sender's entries of one kind for as long as a repetition could be acted on (spec link-log §5.6).
 * Compact: 8 of an id's random bytes in an open-addressing table for each minute of id time, so a million ids take some 16 MB.
 * Two ids of the same minute that share 62 random bits count as one: the second is refused, never run twice.
 */
export class SeenIds {
  readonly #keepMinutes: number
  readonly #minutes = new Map<number, Table>()

  constructor(keepMs: number) {
    this.#keepMinutes = Math.ceil(keepMs / 60_000)
  }

  /** @returns false if the id was here before. `idTimeMs` is the time inside the UUIDv7. */
  add(id: Uint8Array, idTimeMs: number): boolean {
    const minute = Math.floor(idTimeMs / 60_000)
    let table = this.#minutes.get(minute)
    if (!table) {
      table = new Table()
      this.#minutes.set(minute, table)
    }
    return table.add(id)
  }

  /** Drops the minutes that no acceptable entry can name any more. */
  forget(nowMs: number): void {
    const oldest = Math.floor(nowMs / 60_000) - this.#keepMinutes
    for (const minute of this.#minutes.keys()) if (minute < oldest) this.#minutes.delete(minute)
  }
}

class Table {
  #slots = new Uint32Array(2 * 64)
  #count = 0

  add(id: Uint8Array): boolean {
    const view = new DataView(id.buffer, id.byteOffset, id.byteLength)
    // The first byte holds the UUID variant, so `high` is never zero and zero can mean "free".
    const high = view.getUint32(8)
    const low = view.getUint32(12)
    if (this.#place(this.#slots, high, low)) {
      this.#count++
      if (this.#count * 4 > this.#slots.length) this.#grow()
      return true
    }
    return false
  }

  #place(slots: Uint32Array, high: number, low: number): boolean {
    const mask = slots.length / 2 - 1
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const found = slots[2 * at]
      if (found === 0) {
        slots[2 * at] = high
        slots[2 * at + 1] = low
        return true
      }
      if (found === high && slots[2 * at + 1] === low) return false
    }
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Uint32Array(old.length * 2)
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] as number
      if (high !== 0) this.#place(this.#slots, high, old[at + 1] as number)
    }
  }
}
