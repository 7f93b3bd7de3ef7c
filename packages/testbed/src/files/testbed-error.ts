/** What stops a start, in words for the person at the terminal. Not part of the protocol's catalogue: nothing answers with it. */
export class TestbedError extends Error {
  override readonly name = 'TestbedError'
  readonly arabic: string

  constructor(english: string, arabic: string, options?: { readonly cause?: unknown }) {
    super(english, options)
    this.arabic = arabic
  }
}
