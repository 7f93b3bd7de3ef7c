/** A Map that is filled once: a view is shared by everything in the process and must not change under a reader. */
export class FrozenMap<K, V> extends Map<K, V> {
  constructor(entries: Iterable<readonly [K, V]>) {
    super()
    for (const [key, value] of entries) super.set(key, value)
    Object.freeze(this)
  }

  override set(): never {
    throw new TypeError('a directory view does not change')
  }

  override delete(): never {
    throw new TypeError('a directory view does not change')
  }

  override clear(): never {
    throw new TypeError('a directory view does not change')
  }
}
