import { CATALOGUE, type ErrorCode, RabtError } from '@rabt/protocol'
import { z } from 'zod'
import type { Fetch } from '../client/mirror.ts'

/** What the place that wrote says of it. */
export interface Taken {
  /** Numbers of the newest timestamp and its snapshot. */
  readonly timestamp: number
  readonly snapshot: number
  /** It had been published before. */
  readonly already: boolean
}

/** Writing waits for its turn, and asks all mirrors first. */
const TIMEOUT_MS = 45_000
const ANSWER_BYTES = 64 * 1024

const takenSchema = z.object({ timestamp: z.int().min(1), snapshot: z.int().min(1), already: z.boolean() })
const problemSchema = z.object({ code: z.string(), params: z.record(z.string(), z.string()).default({}) })

/** What says of a place only that another is to be asked. */
const ELSEWHERE = new Set(['NOT_FOUND', 'NOT_THE_WRITER', 'DIRECTORY_UNREACHABLE', 'INTERNAL_ERROR', 'REGISTER_BUSY'])

export interface SendOptions {
  /** Base URLs of mirrors; those without online keys answer that they have none. */
  readonly mirrors: readonly string[]
  readonly what: 'roles' | 'ceremonies'
  readonly body: Uint8Array
  readonly fetch?: Fetch | typeof globalThis.fetch
}

/**
 * Hands over to the first place that writes and can. Throws what that place refused it for; DIRECTORY_UNREACHABLE (`writers`)
 * if none could: then it may be tried again, and what was published meanwhile is published once.
 */
export const handOver = async ({ mirrors, what, body, fetch = globalThis.fetch }: SendOptions): Promise<Taken> => {
  let last: RabtError | null = null
  for (const mirror of mirrors) {
    try {
      return await post(fetch as typeof globalThis.fetch, `${mirror.replace(/\/+$/, '')}/v1/${what}`, body)
    } catch (error) {
      if (!(error instanceof RabtError)) throw error
      if (!ELSEWHERE.has(error.code)) throw error
      if (error.code !== 'NOT_FOUND') last = error
    }
  }
  const reason = last === null ? 'none of the mirrors can write' : last.message
  throw new RabtError('DIRECTORY_UNREACHABLE', { place: 'writers', reason }, { cause: last })
}

const post = async (fetch: typeof globalThis.fetch, url: string, body: Uint8Array): Promise<Taken> => {
  let status: number
  let text: string
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Uint8Array.from(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    status = response.status
    text = await response.text()
  } catch (cause) {
    throw new RabtError('DIRECTORY_UNREACHABLE', { place: url, reason: 'no answer' }, { cause })
  }
  const answer = text.length > ANSWER_BYTES ? null : parse(text)
  if (status === 200) {
    const taken = takenSchema.safeParse(answer)
    if (taken.success) return taken.data
  }
  const problem = problemSchema.safeParse(answer)
  if (problem.success && Object.hasOwn(CATALOGUE, problem.data.code)) {
    throw new RabtError(problem.data.code as ErrorCode, problem.data.params)
  }
  const code = status === 404 || status === 405 ? 'NOT_FOUND' : 'DIRECTORY_UNREACHABLE'
  throw new RabtError(code, { place: url, what: url, reason: `HTTP ${status}` })
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
