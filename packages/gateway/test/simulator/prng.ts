/** A seeded generator (sfc32): the only source of chance in a simulated world. Streams of one seed and different labels are independent. */
export class Prng {
  readonly #seed: string
  #a: number
  #b: number
  #c: number
  #d = 1

  constructor(seed: number | string) {
    this.#seed = String(seed)
    // FNV-1a spreads a label over the first three words.
    let h = 0x811c9dc5
    const words = [0, 0, 0].map((_, at) => {
      for (const char of `${at} ${this.#seed}`) h = Math.imul(h ^ (char.codePointAt(0) as number), 0x01000193) >>> 0
      return h
    })
    this.#a = words[0] as number
    this.#b = words[1] as number
    this.#c = words[2] as number
    for (let i = 0; i < 12; i++) this.u32()
  }

  /** An independent stream. */
  stream(label: string): Prng {
    return new Prng(`${this.#seed}/${label}`)
  }

  u32(): number {
    const t = (((this.#a + this.#b) >>> 0) + this.#d) >>> 0
    this.#d = (this.#d + 1) >>> 0
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0
    this.#b = (this.#c + (this.#c << 3)) >>> 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) >>> 0
    return t
  }

  /** In [0, 1). */
  float(): number {
    return this.u32() / 0x1_0000_0000
  }

  /** An integer in [from, to]. */
  int(from: number, to: number): number {
    return from + Math.floor(this.float() * (to - from + 1))
  }

  chance(p: number): boolean {
    return this.float() < p
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count)
    for (let i = 0; i < count; i++) bytes[i] = this.u32() & 0xff
    return bytes
  }
}
