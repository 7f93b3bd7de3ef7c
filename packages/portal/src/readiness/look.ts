import { z } from 'zod'
import { PORTAL_CLIENT } from '../harvest/ask-state.ts'

/** One answer of a probe: `code` says why not. */
export interface Observation {
  readonly service: string
  readonly answers: boolean
  readonly code: string | null
  readonly milliseconds: number
}

export interface Directory {
  /** Stage of a state's programme; null: nothing of it is published. */
  readonly stage: string | null
  /** Identifiers of the services that the state has registered. */
  readonly services: ReadonlySet<string>
}

/** How the network looks from the General Secretariat's node. */
export interface Lookout {
  directory(state: string): Promise<Directory>
  probe(service: string): Promise<Observation>
}

const PROBE_MS = 8_000
const BODY_BYTES = 2 * 1_048_576
const listed = z.object({
  members: z.array(z.object({ id: z.string(), stage: z.string() })).optional(),
  services: z.array(z.object({ id: z.string() })).optional(),
  next: z.string().nullish(),
})
const PAGES = 50

/** Looks through the consumer edge `edge`: lists of the directory, and of each service its description, fetched by its provider's gateway. */
export function openLookout(edge: string, clock: () => number, stop: AbortSignal): Lookout {
  const inTime = () => AbortSignal.any([stop, AbortSignal.timeout(PROBE_MS)])
  const list = async (path: string) => {
    const found: z.infer<typeof listed>[] = []
    let after = ''
    for (let page = 0; page < PAGES; page++) {
      const response = await fetch(`${edge}/rabt/v1/directory/${path}${after}`, {
        signal: inTime(),
      })
      if (!response.ok) throw new Error(`the directory answered ${response.status}`)
      const one = listed.parse(await response.json())
      found.push(one)
      if (one.next === undefined || one.next === null) break
      after = `&after=${encodeURIComponent(one.next)}`
    }
    return found
  }
  return {
    directory: async (state) => {
      const [members, services] = await Promise.all([list(`members?state=${state}`), list(`services?state=${state}`)])
      const programme = members.flatMap(({ members: some = [] }) => some).find(({ id }) => id === `${state}/GOV/EGOV`)
      const ids = services.flatMap(({ services: some = [] }) => some.map(({ id }) => id))
      return { stage: programme?.stage ?? null, services: new Set(ids) }
    },
    probe: async (service) => {
      const began = clock()
      const observed = (answers: boolean, code: string | null): Observation => {
        return { service, answers, code, milliseconds: Math.max(0, Math.round(clock() - began)) }
      }
      const subsystem = service.slice(0, service.lastIndexOf('/'))
      const url = `${edge}/r1/${subsystem}/getOpenAPI?serviceCode=${encodeURIComponent(service.slice(subsystem.length + 1))}`
      try {
        const response = await fetch(url, {
          headers: { 'x-road-client': PORTAL_CLIENT },
          redirect: 'manual',
          signal: inTime(),
        })
        await discard(response)
        const fault = response.headers.get('x-road-error')
        return response.status === 200 && fault === null
          ? observed(true, null)
          : observed(false, (fault ?? `status-${response.status}`).slice(0, 120))
      } catch {
        // Whoever stops the portal learns nothing of the service.
        stop.throwIfAborted()
        return observed(false, 'no-answer')
      }
    },
  }
}

async function discard(response: Response): Promise<void> {
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > BODY_BYTES) return
  }
}
