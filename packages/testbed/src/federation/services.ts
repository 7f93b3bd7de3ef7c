import { type AgencyCode, type Party, partyOf, SECRETARIAT } from './states.ts'
import type { Text } from './text.ts'

export interface Endpoint {
  readonly method: string
  /** X-Road pattern: `*` within one segment, `**` anything. */
  readonly path: string
}

/** A system of a member. */
export interface SampleSystem {
  readonly agency: AgencyCode | Party['owner']
  readonly subsystem: string
  readonly subsystemName: Text
  /** Group of the federation whose systems may call each other in every state, so that a newcomer gets its agreements by joining. */
  readonly group: string
}

/** In each state the same subsystem and service of the same member. */
export interface SampleService extends SampleSystem {
  readonly service: string
  readonly title: Text
  readonly timeoutMs: number
  readonly endpoints: readonly Endpoint[]
}

const TIMEOUT_MS = 30_000

/** The joint services that the states approved first. */
export const SERVICES: readonly SampleService[] = [
  {
    agency: 'MOI',
    subsystem: 'traffic',
    subsystemName: { ar: 'نظام المرور', en: 'Traffic system' },
    service: 'violations',
    title: { ar: 'المخالفات المرورية', en: 'Traffic violations' },
    timeoutMs: TIMEOUT_MS,
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
    timeoutMs: TIMEOUT_MS,
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
    timeoutMs: TIMEOUT_MS,
    group: 'GCC/declarations',
    endpoints: [{ method: 'GET', path: '/*' }],
  },
  {
    agency: 'PENSION',
    subsystem: 'insurance',
    subsystemName: { ar: 'نظام التأمينات', en: 'Insurance system' },
    service: 'contributions',
    title: { ar: 'اشتراكات التأمينات الاجتماعية', en: 'Social insurance contributions' },
    timeoutMs: TIMEOUT_MS,
    group: 'GCC/insurance',
    endpoints: [{ method: 'GET', path: '/' }],
  },
  {
    agency: 'AIRPORT',
    subsystem: 'mobility',
    subsystemName: { ar: 'نظام التنقل', en: 'Mobility system' },
    service: 'egate',
    title: { ar: 'أهلية استخدام البوابة الإلكترونية', en: 'Electronic gate eligibility' },
    timeoutMs: TIMEOUT_MS,
    group: 'GCC/mobility',
    endpoints: [{ method: 'POST', path: '/eligibility' }],
  },
]

/** What a conformance run calls: its answers are known beforehand. Each authority serves it itself, beside its own face. */
export const CONFORMANCE: SampleService = {
  agency: 'EGOV',
  subsystem: 'conformance',
  subsystemName: { ar: 'نظام اختبار المطابقة', en: 'Conformance system' },
  service: 'echo',
  title: { ar: 'الصدى لاختبار المطابقة', en: 'Echo for conformance runs' },
  // Short: a run waits for it on purpose.
  timeoutMs: 5_000,
  group: 'GCC/conformance',
  endpoints: [
    { method: 'GET', path: '/' },
    { method: 'POST', path: '/' },
    { method: 'GET', path: '/fault' },
    { method: 'GET', path: '/slow' },
    { method: 'POST', path: '/count/*/*' },
  ],
}

/** What a state publishes for the unified portal (docs/spec/portal-feed.md). */
export const CONTENT: SampleService = {
  agency: 'EGOV',
  subsystem: 'portal',
  subsystemName: { ar: 'نظام محتوى البوابة', en: 'Portal content system' },
  service: 'content',
  title: { ar: 'محتوى البوابة الموحّدة', en: 'Content of the unified portal' },
  timeoutMs: TIMEOUT_MS,
  group: 'GCC/portal',
  endpoints: [
    { method: 'GET', path: '/changes' },
    { method: 'GET', path: '/files/*' },
  ],
}

/** The portal itself: it asks and serves nothing. */
export const PORTAL: SampleSystem = {
  agency: 'SG',
  subsystem: 'portal',
  subsystemName: { ar: 'البوابة الخليجية الموحّدة', en: 'Unified Gulf portal' },
  group: CONTENT.group,
}

/** What a party's gateway hosts: in each state the joint services, the one for conformance and the portal's content; the General Secretariat has none. */
export function servicesOf(code: string): readonly SampleService[] {
  return code === SECRETARIAT.code ? [] : [...SERVICES, CONFORMANCE, CONTENT]
}

/** The systems that a party's gateway hosts. */
export function systemsOf(code: string): readonly SampleSystem[] {
  return code === SECRETARIAT.code ? [PORTAL] : servicesOf(code)
}

/** `KW/GOV/MOI` */
export function memberId(state: string, code: string): string {
  return `${state}/GOV/${code}`
}

/** `KW/GOV/MOI/traffic` */
export function subsystemId(state: string, system: SampleSystem): string {
  return `${memberId(state, system.agency)}/${system.subsystem}`
}

/** `KW/GOV/MOI/traffic/violations` */
export function serviceId(state: string, service: SampleService): string {
  return `${subsystemId(state, service)}/${service.service}`
}

/** `KW/GOV/EGOV/gw1`, `GCC/GOV/SG/gw1` */
export function gatewayId(code: string): string {
  return `${memberId(code, partyOf(code).owner)}/gw1`
}
