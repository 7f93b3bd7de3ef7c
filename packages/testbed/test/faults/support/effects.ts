import type { Arrived } from '../../support/service.ts'

/** One run of a call at the provider's system, as that system wrote it down. */
export interface Effect {
  readonly call: number
  /** `X-Road-Id` of the attempt. */
  readonly id: string
  readonly requestId: string
}

/** What the provider's system did: the other half of the client's record. */
export class Effects {
  readonly all: Effect[] = []

  /** Writes a request down. @returns the answer to it */
  ran({ target, headers }: Pick<Arrived, 'target' | 'headers'>): string {
    const value = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
    const call = Number(target.slice(1))
    this.all.push({ call, id: value('x-road-id'), requestId: value('x-road-request-id') })
    return answerTo(call)
  }

  /** Runs by call. */
  counts(): ReadonlyMap<number, number> {
    const counts = new Map<number, number>()
    for (const { call } of this.all) counts.set(call, (counts.get(call) ?? 0) + 1)
    return counts
  }
}

export const answerTo = (call: number): string => `ran ${call}`
