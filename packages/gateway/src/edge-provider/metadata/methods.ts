import { type AgreementRecord, coversConsumer, type DirectoryView, inForce } from '@rabt/directory'
import { parseServiceId } from '@rabt/protocol'
import { compilePattern } from '../../authorise/pattern.ts'
import { maintenanceAhead, type PlannedMaintenance } from '../../discovery/maintenance.ts'
import type { Endpoint, LocalRegistry, ServiceSetting } from '../../registry/local-registry.ts'

/** One service as X-Road's clients read it; the members keep this order. */
export interface MethodListing {
  readonly member_class: string
  readonly member_code: string
  readonly subsystem_code: string
  readonly xroad_instance: string
  readonly object_type: 'SERVICE'
  readonly service_code: string
  readonly service_type: 'REST' | 'OPENAPI'
  readonly endpoint_list: readonly Endpoint[]
}

/** PR-MREST's schema calls the array `member`; the code and all clients say `service` [C]. */
export interface MethodList {
  readonly service: readonly MethodListing[]
  /** Ours: planned maintenance of the subsystem, present and to come; absent without any, so that X-Road's form stays. */
  readonly maintenance?: readonly PlannedMaintenance[]
}

/** All services of a subsystem with what their owners described. `time` is Unix ms. */
export function listMethods(
  view: DirectoryView,
  registry: Pick<LocalRegistry, 'servicesOf'>,
  provider: string,
  time: number,
): MethodList {
  const service = registry.servicesOf(provider).map((setting) => listing(setting, setting.endpoints))
  return { service, ...planned(view, provider, time) }
}

function planned(view: DirectoryView, provider: string, time: number): Pick<MethodList, 'maintenance'> {
  const maintenance = maintenanceAhead(view, provider, time)
  return maintenance.length === 0 ? {} : { maintenance }
}

/**
 * Services on which an agreement with the consumer is in force at `time` (Unix ms), with itself or with a group, and of each only the
 * endpoints that its agreements cover.
 */
export function allowedMethods(
  view: DirectoryView,
  registry: Pick<LocalRegistry, 'servicesOf'>,
  provider: string,
  consumer: string,
  time: number,
): MethodList {
  const service = registry.servicesOf(provider).flatMap((setting) => {
    const agreements = view
      .agreementsFor(setting.id)
      .filter((one) => coversConsumer(view, one, consumer) && inForce(view, one, consumer, setting.id, time) === null)
    if (agreements.length === 0) return []
    return [
      listing(
        setting,
        setting.endpoints.filter((endpoint) => agreements.some((agreement) => covers(agreement, endpoint))),
      ),
    ]
  })
  return { service, ...planned(view, provider, time) }
}

/** What stands for a star: no agreement names it literally. */
const ANYTHING = '\ufffd'
const SAMPLES: Readonly<Record<string, string>> = {
  '*': ANYTHING,
  '**': `${ANYTHING}/${ANYTHING}`,
  '\\*': '*',
  '\\**': `*${ANYTHING}`,
}

function covers(agreement: AgreementRecord, endpoint: Endpoint): boolean {
  // One path that the endpoint stands for; its `**` crosses a slash, which a single star of the agreement must not cover.
  const sample = endpoint.path.replace(/\\?\*{1,2}/g, (star) => SAMPLES[star] as string)
  return agreement.endpoints.some(
    ({ method, path }) =>
      (method === '*' || method === endpoint.method) &&
      (path === endpoint.path || compilePattern(path).matches(sample)),
  )
}

function listing({ id, type }: ServiceSetting, endpoints: readonly Endpoint[]): MethodListing {
  const [instance, memberClass, member, subsystem, code] = parseServiceId(id).parts as [
    string,
    string,
    string,
    string,
    string,
  ]
  return {
    member_class: memberClass,
    member_code: member,
    subsystem_code: subsystem,
    xroad_instance: instance,
    object_type: 'SERVICE',
    service_code: code,
    service_type: type,
    endpoint_list: endpoints.map(({ method, path }) => ({ method, path })),
  }
}
