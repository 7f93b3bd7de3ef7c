import type { DirectoryView } from '@rabt/directory'
import { parseServiceId } from '@rabt/protocol'
import { isSubject } from '../../authorise/authorise.ts'
import { compilePattern } from '../../authorise/pattern.ts'
import type { Endpoint, LocalRegistry, Right, ServiceSetting } from '../../registry/local-registry.ts'

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
}

/** All services of a subsystem with what their owners described. */
export function listMethods(registry: Pick<LocalRegistry, 'servicesOf'>, provider: string): MethodList {
  return { service: registry.servicesOf(provider).map((service) => listing(service, service.endpoints)) }
}

/** Services that the consumer has a right on, itself or through a group, and of each only the endpoints that its rights cover. */
export function allowedMethods(
  view: DirectoryView,
  registry: Pick<LocalRegistry, 'servicesOf' | 'rightsOf'>,
  provider: string,
  consumer: string,
): MethodList {
  const service = registry.servicesOf(provider).flatMap((setting) => {
    const rights = registry.rightsOf(setting.id).filter((right) => isSubject(view, right, consumer))
    if (rights.length === 0) return []
    return [
      listing(
        setting,
        setting.endpoints.filter((endpoint) => rights.some((right) => covers(right, endpoint))),
      ),
    ]
  })
  return { service }
}

/** What stands for a star: no right names it literally. */
const ANYTHING = '\ufffd'
const SAMPLES: Readonly<Record<string, string>> = {
  '*': ANYTHING,
  '**': `${ANYTHING}/${ANYTHING}`,
  '\\*': '*',
  '\\**': `*${ANYTHING}`,
}

function covers(right: Right, endpoint: Endpoint): boolean {
  if (right.method !== '*' && right.method !== endpoint.method) return false
  if (right.path === endpoint.path) return true
  // One path that the endpoint stands for; its `**` crosses a slash, which a single star of the right must not cover.
  const sample = endpoint.path.replace(/\\?\*{1,2}/g, (star) => SAMPLES[star] as string)
  return compilePattern(right.path).matches(sample)
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
