import { CONTENT, type SampleService, SERVICES } from '../federation/services.ts'
import type { StateCode } from '../federation/states.ts'
import type { AgencySystem } from './answer.ts'
import { companiesSystem } from './companies.ts'
import { contentSystem } from './content.ts'
import { declarationsSystem } from './declarations.ts'
import { insuranceSystem } from './insurance.ts'
import { mobilitySystem } from './mobility.ts'
import { trafficSystem } from './traffic.ts'

const MAKERS: Readonly<Record<string, (state: StateCode) => AgencySystem>> = {
  violations: trafficSystem,
  registry: companiesSystem,
  status: declarationsSystem,
  contributions: insuranceSystem,
  egate: mobilitySystem,
  content: contentSystem,
}

/** Path of a service at the agencies' server: `/kw/traffic/violations`. */
export function servicePath(state: string, service: SampleService): string {
  return `/${state.toLowerCase()}/${service.subsystem}/${service.service}`
}

/** Path of its OpenAPI description: `/kw/traffic/openapi.json`. */
export function descriptionPath(state: string, service: SampleService): string {
  return `/${state.toLowerCase()}/${service.subsystem}/openapi.json`
}

/** All sample systems of the given states, by their path and by the path of their description. */
export function makeSystems(states: readonly StateCode[]): {
  readonly services: ReadonlyMap<string, AgencySystem>
  readonly descriptions: ReadonlyMap<string, { readonly system: AgencySystem; readonly path: string }>
} {
  const services = new Map<string, AgencySystem>()
  const descriptions = new Map<string, { readonly system: AgencySystem; readonly path: string }>()
  for (const state of states) {
    for (const service of [...SERVICES, CONTENT]) {
      const make = MAKERS[service.service]
      if (make === undefined) throw new RangeError(`no sample system for ${service.service}`)
      const system = make(state)
      const path = servicePath(state, service)
      services.set(path, system)
      descriptions.set(descriptionPath(state, service), { system, path })
    }
  }
  return { services, descriptions }
}
