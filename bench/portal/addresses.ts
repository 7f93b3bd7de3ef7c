import type { PortalRecord } from '@rabt/portal'
import type { Call } from '../calls/calls.ts'

/** more addresses than the portal remembers (2 000), in turn: none is held when it is asked for again. */
const MANY = 4_800

const get = (path: string): Call => ({ method: 'GET', path, headers: {}, body: '' })

/** What readers ask for, by kind of page; a page of a service stands for those that are held. */
export function addresses(records: readonly PortalRecord[], queries: readonly string[]) {
  const services = records.flatMap(({ id, kind }) => {
    const [state = '', , slug = ''] = id.split('/')
    return kind === 'service' ? [`/services/${state.toLowerCase()}/${slug}`] : []
  })
  const first = `/ar${services[0]}`
  return {
    cached: [get(first)],
    // Every service in both languages; the number makes each address another.
    service: times(services, (path, round) => `/${round % 2 === 0 ? 'ar' : 'en'}${path}?n=${round}`),
    catalogue: narrowed(records, MANY).map(get),
    search: times(queries, (q, round) => {
      const page = 1 + (round % 2)
      return `/${round % 4 < 2 ? 'ar' : 'en'}/search?q=${encodeURIComponent(q)}&page=${page}&n=${round}`
    }),
  }
}

export type Addresses = ReturnType<typeof addresses>

function times(of: readonly string[], address: (one: string, round: number) => string): readonly Call[] {
  return Array.from({ length: MANY }, (_, i) => get(address(of[i % of.length] as string, Math.floor(i / of.length))))
}

/** The catalogue narrowed by state and by sector or audience, and its first pages. */
function narrowed(records: readonly PortalRecord[], most: number): readonly string[] {
  const services = records.filter((record) => record.kind === 'service')
  const values = (of: (record: (typeof services)[number]) => readonly string[]) => [...new Set(services.flatMap(of))]
  const choices = [
    ...values(({ sectors }) => sectors).map((code) => `sector=${code}`),
    ...values(({ audiences }) => audiences).map((code) => `audience=${code}`),
    ...['1', '2', '3', '4'].map((page) => `page=${page}`),
  ]
  const states = ['', 'KW', 'SA', 'QA', 'AE', 'BH', 'OM']
  const all = ['ar', 'en'].flatMap((lang) =>
    states.flatMap((state) => choices.map((choice) => `/${lang}/services?state=${state}&${choice}`)),
  )
  return Array.from({ length: most }, (_, i) => `${all[i % all.length]}&n=${Math.floor(i / all.length)}`)
}
