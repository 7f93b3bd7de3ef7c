import type { AgreementRecord } from '@rabt/directory'
import { compilePattern, type Pattern } from './pattern.ts'
import { readings } from './readings.ts'

/** What a caller wants to do. Identifiers are canonical; `path` is the raw service path, empty or from its `/` on, without query. */
export interface Wish {
  readonly consumer: string
  readonly service: string
  readonly method: string
  readonly path: string
}

interface Endpoint {
  readonly method: string
  readonly pattern: Pattern
}

const compiled = new WeakMap<AgreementRecord, readonly Endpoint[]>()

function endpointsOf(agreement: AgreementRecord): readonly Endpoint[] {
  const known = compiled.get(agreement)
  if (known !== undefined) return known
  const endpoints = agreement.endpoints.map(({ method, path }) => ({ method, pattern: compilePattern(path) }))
  compiled.set(agreement, endpoints)
  return endpoints
}

/** One call's path in all its readings, read when first asked for and once for all agreements. */
export class WishedPath {
  readonly #raw: string
  readonly #method: string
  #readings: readonly string[] | null = null

  constructor({ path, method }: Pick<Wish, 'path' | 'method'>) {
    // RFC 3986 §6.2.3: of an http URL the empty path is the path `/`, so a service called by its name alone is asked for its `/`.
    this.#raw = path === '' ? '/' : path
    this.#method = method
  }

  /**
   * Whether one endpoint of the agreement covers the method, and the path in each way that it can be read.
   * @throws RabtError ACCESS_DENIED as `readings` does.
   */
  isCovered(agreement: AgreementRecord): boolean {
    for (const { method, pattern } of endpointsOf(agreement)) {
      if (method !== '*' && method !== this.#method) continue
      this.#readings ??= readings(this.#raw)
      if (this.#readings.every((path) => pattern.matches(path))) return true
    }
    return false
  }
}
