import { type DirectoryVersion, type ErrorCode, LIMITS } from '@rabt/protocol'

interface Held {
  readonly number: number
  readonly hash: Uint8Array
  /** Unix ms; 0: before this process began. */
  readonly since: number
}

/**
 * The directory versions that this gateway has had. An entry that names another one could not be proved later: nobody would find what
 * its sender says it judged by. Of a version that was passed over when a later one came, the hash is not known: it may be named for as
 * long as an entry can be under way since then, so that a peer which is a little behind is not refused.
 */
export class DirectoryHistory {
  /** By number, ascending. */
  readonly #held: Held[]

  constructor(held: readonly DirectoryVersion[] = []) {
    this.#held = held.map(({ number, hash }) => ({ number, hash, since: 0 })).sort((a, b) => a.number - b.number)
  }

  /** The version in use now. */
  see({ number, hash }: DirectoryVersion, now: number): void {
    if (number > (this.#held.at(-1)?.number ?? 0)) this.#held.push({ number, hash, since: now })
  }

  /** Of a version not later than the one in use: DIRECTORY_INVALID, or null. */
  judge(named: DirectoryVersion, now: number): ErrorCode | null {
    const held = this.#held[this.#firstFrom(named.number)]
    if (!held) return null
    const fits =
      held.number === named.number
        ? Buffer.compare(held.hash, named.hash) === 0
        : Math.abs(now - held.since) <= LIMITS.requestLifeMs
    return fits ? null : 'DIRECTORY_INVALID'
  }

  /** Index of the lowest number that is not below this one. */
  #firstFrom(number: number): number {
    let low = 0
    let high = this.#held.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#held[middle] as Held).number < number) low = middle + 1
      else high = middle
    }
    return low
  }
}
