import type { LoadResult } from './result.ts'

/** What our script's `done` prints before one JSON object; wrk's own lines stand around it. */
export const MARK = 'figures '

const FIELDS = [
  'requests',
  'bytes',
  'durationUs',
  'p50Us',
  'p99Us',
  'connect',
  'read',
  'write',
  'status',
  'timeout',
] as const

/** Reads the line that our script added to wrk's output. @throws Error when wrk measured nothing; the message holds what it said. */
export function readWrkOutput(output: string): LoadResult {
  const line = output.split('\n').find((candidate) => candidate.startsWith(MARK))
  const figures = line === undefined ? undefined : parse(line.slice(MARK.length))
  if (figures === undefined) throw new Error(`wrk gave no figures: ${output.trim().slice(0, 400)}`)
  const { requests, bytes, durationUs, p50Us, p99Us, ...failures } = figures
  return { requests, bytes, seconds: durationUs / 1e6, p50Ms: p50Us / 1000, p99Ms: p99Us / 1000, failures }
}

function parse(json: string): Record<(typeof FIELDS)[number], number> | undefined {
  try {
    const value = JSON.parse(json) as Record<string, unknown> | null
    const whole = FIELDS.every((field) => typeof value?.[field] === 'number' && value[field] >= 0)
    return whole ? (value as Record<(typeof FIELDS)[number], number>) : undefined
  } catch {
    return undefined
  }
}
