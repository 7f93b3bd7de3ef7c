/** A bundle is refused: `code` as docs/spec/evidence.md §2 names it, `why` for whoever compares the two verifiers. */
export class Refused extends Error {
  readonly code: string
  constructor(code: string, why: string) {
    super(`${code}: ${why}`)
    this.code = code
  }
}

export function refuse(code: string, why: string): never {
  throw new Refused(code, why)
}

export function demand(holds: boolean, code: string, why: string): asserts holds {
  if (!holds) refuse(code, why)
}

/** Runs a part whose every refusal counts as `code` where it is used. */
export function as<T>(code: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof Refused) throw new Refused(code, error.message)
    throw error
  }
}
