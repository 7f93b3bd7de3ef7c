/** How continuous calls were: the longest time in which none at all was under way. */
export class Quiet {
  longestMs = 0
  #underWay = 0
  #since = performance.now()

  begin(): void {
    if (this.#underWay++ === 0) this.longestMs = Math.max(this.longestMs, Math.round(performance.now() - this.#since))
  }

  end(): void {
    if (--this.#underWay === 0) this.#since = performance.now()
  }
}
