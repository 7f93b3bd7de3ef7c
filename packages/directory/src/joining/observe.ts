import { RabtError } from '@rabt/protocol'
import type { DirectoryView } from '../view.ts'
import { CHECK, type ReasonCode } from './checks.ts'
import type { CheckResult } from './report.ts'

/** What a look found: null if all is well. */
export type Finding = null | { readonly reason: ReasonCode; readonly detail?: string }

/** Thrown inside a look, it is the finding. */
export class NotAsItShould extends Error {
  override readonly name = 'NotAsItShould'
  readonly reason: ReasonCode
  readonly detail: string | undefined

  constructor(reason: ReasonCode, detail?: string) {
    super(reason)
    this.reason = reason
    this.detail = detail
  }
}

const PRINTABLE = /[^ -~]/g

const resultOf = (code: string, found: Finding, durationMs: number): CheckResult => ({
  code,
  result: found === null ? 'pass' : found.reason === 'NOT_RUN' ? 'skipped' : 'fail',
  reason: found?.reason ?? null,
  detail: found?.detail?.replace(PRINTABLE, '?').slice(0, 200) || null,
  durationMs: Math.round(durationMs),
})

/** The result of a check that was not made. */
export const notRun = (code: string): CheckResult => resultOf(code, { reason: 'NOT_RUN' }, 0)

/**
 * Makes one check of a run within its time. Never rejects: what the look throws is a finding, and when the time is over
 * the look is told by its signal and not waited for.
 */
export const observe = async (
  code: string,
  limitMs: number,
  look: (signal: AbortSignal) => Promise<Finding>,
): Promise<CheckResult> => {
  if (!CHECK.has(code)) throw new RangeError(`no such check: ${code}`)
  const began = performance.now()
  const ending = new AbortController()
  const late = Promise.withResolvers<Finding>()
  const timer = setTimeout(() => {
    ending.abort()
    late.resolve({ reason: 'TIMED_OUT' })
  }, limitMs)
  try {
    const found = await Promise.race([look(ending.signal).catch(findingOf), late.promise])
    return resultOf(code, found, performance.now() - began)
  } finally {
    clearTimeout(timer)
    ending.abort()
  }
}

const findingOf = (error: unknown): Finding => {
  if (error instanceof NotAsItShould) {
    return { reason: error.reason, ...(error.detail === undefined ? {} : { detail: error.detail }) }
  }
  const code = error instanceof RabtError ? error.code : error instanceof Error && 'code' in error ? error.code : null
  return { reason: 'FAILED', detail: typeof code === 'string' ? code : 'without a code' }
}

/** Address of the public face of a state's authority: where its OCSP responder is. Null if the directory lists none. */
export const authorityUrlOf = (view: DirectoryView, state: string): URL | null => {
  const url = view.cas.find((ca) => ca.state === state)?.ocspUrl
  return url === undefined ? null : new URL('/', url)
}
