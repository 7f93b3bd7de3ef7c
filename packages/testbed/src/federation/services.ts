import type { AgencyCode } from './states.ts'
import type { Text } from './text.ts'

export interface Endpoint {
  readonly method: string
  /** X-Road pattern: `*` within one segment, `**` anything. */
  readonly path: string
}

/** One of the joint services: in each state the same subsystem and service of the same agency. */
export interface SampleService {
  readonly agency: AgencyCode
  readonly subsystem: string
  readonly subsystemName: Text
  readonly service: string
  readonly title: Text
  /** Global group whose subsystems may call it in every state, so that a newcomer gets all rights by joining. */
  readonly group: string
  readonly endpoints: readonly Endpoint[]
}

export const SERVICES: readonly SampleService[] = [
  {
    agency: 'MOI',
    subsystem: 'traffic',
    subsystemName: { ar: 'نظام المرور', en: 'Traffic system' },
    service: 'violations',
    title: { ar: 'المخالفات المرورية', en: 'Traffic violations' },
    group: 'GCC/traffic',
    endpoints: [
      { method: 'GET', path: '/' },
      { method: 'GET', path: '/*' },
      { method: 'POST', path: '/*/payments' },
      { method: 'POST', path: '/*/objections' },
    ],
  },
  {
    agency: 'MOCI',
    subsystem: 'companies',
    subsystemName: { ar: 'سجل الشركات', en: 'Companies system' },
    service: 'registry',
    title: { ar: 'السجل التجاري', en: 'Commercial registry' },
    group: 'GCC/companies',
    endpoints: [
      { method: 'GET', path: '/' },
      { method: 'GET', path: '/*' },
    ],
  },
  {
    agency: 'CUSTOMS',
    subsystem: 'declarations',
    subsystemName: { ar: 'نظام البيانات الجمركية', en: 'Customs declarations system' },
    service: 'status',
    title: { ar: 'حالة البيان الجمركي', en: 'Customs declaration status' },
    group: 'GCC/declarations',
    endpoints: [{ method: 'GET', path: '/*' }],
  },
  {
    agency: 'PENSION',
    subsystem: 'insurance',
    subsystemName: { ar: 'نظام التأمينات', en: 'Insurance system' },
    service: 'contributions',
    title: { ar: 'اشتراكات التأمينات الاجتماعية', en: 'Social insurance contributions' },
    group: 'GCC/insurance',
    endpoints: [{ method: 'GET', path: '/' }],
  },
  {
    agency: 'AIRPORT',
    subsystem: 'mobility',
    subsystemName: { ar: 'نظام التنقل', en: 'Mobility system' },
    service: 'egate',
    title: { ar: 'أهلية استخدام البوابة الإلكترونية', en: 'Electronic gate eligibility' },
    group: 'GCC/mobility',
    endpoints: [{ method: 'POST', path: '/eligibility' }],
  },
]

/** `KW/GOV/MOI` */
export function memberId(state: string, code: string): string {
  return `${state}/GOV/${code}`
}

/** `KW/GOV/MOI/traffic` */
export function subsystemId(state: string, service: SampleService): string {
  return `${memberId(state, service.agency)}/${service.subsystem}`
}

/** `KW/GOV/MOI/traffic/violations` */
export function serviceId(state: string, service: SampleService): string {
  return `${subsystemId(state, service)}/${service.service}`
}

/** `KW/GOV/EGOV/gw1` */
export function gatewayId(state: string): string {
  return `${memberId(state, 'EGOV')}/gw1`
}
