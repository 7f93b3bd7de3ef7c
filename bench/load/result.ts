/** What a load generator saw in one run. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Bytes received, head included. */
  readonly bytes: number
  /** Answers that were not 2xx or 3xx, and connections that failed. All are 0 in a run that counts. */
  readonly failures: {
    readonly connect: number
    readonly read: number
    readonly write: number
    readonly status: number
    readonly timeout: number
  }
}

/** A load generator: a closed loop of `connections` callers on one thread for whole `seconds`. */
export interface Load {
  readonly name: string
  run(url: string, connections: number, seconds: number): Promise<LoadResult>
}

/** Why a run does not count; undefined when it does. `bodyBytes`: size of each answer's body. */
export function whyVoid({ requests, bytes, failures }: LoadResult, bodyBytes: number): string | undefined {
  const failed = Object.entries(failures).filter(([, count]) => count > 0)
  if (failed.length > 0)
    return `of ${requests} calls failed: ${failed.map(([what, count]) => `${count} (${what})`).join(', ')}`
  if (requests === 0) return 'not one call was answered'
  if (bytes < requests * bodyBytes) return `answers were too short: ${Math.round(bytes / requests)} bytes with head`
  return undefined
}
