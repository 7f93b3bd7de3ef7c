import {
  type AcceptedRevocation,
  type CheckedView,
  type DirectoryClient,
  isInForce,
  withRevocations,
} from '@rabt/directory'

/**
 * The directory as this gateway goes by it: the last one that was verified, without what revocations in force take away. The lesser view
 * is made once for each directory and set of revocations, so that a look-up costs no more than before (docs/spec/revocation.md §3).
 */
export class RevocableDirectory implements DirectoryClient {
  readonly #base: DirectoryClient
  readonly #clock: () => number
  readonly #listeners = new Set<(view: CheckedView) => void>()
  #held: readonly AcceptedRevocation[] = []
  #made: {
    readonly base: CheckedView
    readonly view: CheckedView
    readonly from: number
    readonly until: number
  } | null = null

  /** `clock`: Unix ms. */
  constructor(base: DirectoryClient, clock: () => number) {
    this.#base = base
    this.#clock = clock
    base.onChange(() => this.#tell())
  }

  view(): CheckedView {
    const base = this.#base.view()
    if (this.#held.length === 0) return base
    const now = this.#clock()
    if (this.#made === null || this.#made.base !== base || now < this.#made.from || now >= this.#made.until) {
      const held = this.#held.filter((one) => isInForce(one, base, now))
      const ends = this.#held.map(({ expires }) => expires)
      // A clock that is set back brings back what had expired.
      const from = Math.max(Number.NEGATIVE_INFINITY, ...ends.filter((end) => end <= now))
      const until = Math.min(Number.POSITIVE_INFINITY, ...ends.filter((end) => end > now))
      this.#made = { base, view: withRevocations(base, held), from, until }
    }
    return this.#made.view
  }

  /** The directory as its authorities signed it, whatever was revoked since. */
  published(): CheckedView {
    return this.#base.view()
  }

  /** What is held, in force or not. */
  get held(): readonly AcceptedRevocation[] {
    return this.#held
  }

  /** Goes by these from now on, and tells whoever follows the directory. */
  hold(revocations: readonly AcceptedRevocation[]): void {
    this.#held = revocations
    this.#made = null
    this.#tell()
  }

  async refresh(options?: Parameters<DirectoryClient['refresh']>[0]): Promise<CheckedView> {
    await this.#base.refresh(options)
    return this.view()
  }

  onChange(listener: (view: CheckedView) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  status(): ReturnType<DirectoryClient['status']> {
    return this.#base.status()
  }

  inUse(): ReturnType<DirectoryClient['inUse']> {
    return this.#base.inUse()
  }

  versions(): ReturnType<DirectoryClient['versions']> {
    return this.#base.versions()
  }

  archive(...version: Parameters<DirectoryClient['archive']>): ReturnType<DirectoryClient['archive']> {
    return this.#base.archive(...version)
  }

  #tell(): void {
    let view: CheckedView
    try {
      view = this.view()
    } catch {
      // Past all grace nothing is served, with or without what was revoked.
      return
    }
    for (const listener of [...this.#listeners]) listener(view)
  }
}
