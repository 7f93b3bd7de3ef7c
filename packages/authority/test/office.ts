import { createHash } from 'node:crypto'
import {
  type AgreementsContent,
  type AgreementText,
  agreementDigest,
  type CheckedView,
  canonicalJson,
  type Json,
  viewFromDocuments,
} from '@rabt/directory'
import { createTestSchema, type TestSchema } from '../src/database/test-schema.ts'
import { foundPeople } from '../src/people/found.ts'
import type { Role } from '../src/people/roles.ts'
import { tokenDigest } from '../src/people/store.ts'
import { type Asked, askFor } from '../src/requests/ask.ts'
import { type Decision, decide } from '../src/requests/decide.ts'
import type { Desk } from '../src/requests/desk.ts'
import type { ChangeRequest } from '../src/requests/store.ts'

export const NOW = Date.UTC(2026, 10, 25, 8)
export const DAY = 86_400_000
export const words = { ar: 'نص', en: 'Text' }

/** People of the sample authority of Kuwait, by the roles that they have. */
const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  ali: ['clerk'],
  sara: ['officer'],
  omar: ['officer'],
  reem: ['clerk', 'officer', 'security'],
  noura: ['security'],
  huda: ['auditor'],
}

export const tokenOf = (person: string): string => createHash('sha256').update(`token of ${person}`).digest('base64url')

export interface Office extends Desk {
  readonly schema: TestSchema
  readonly code: string
  /** The directory that the authority sees; tests put another. */
  view: () => CheckedView | null
  report: Desk['report']
  certifySeal?: Desk['certifySeal']
  ask(person: string, asked: Partial<Asked> & Pick<Asked, 'kind' | 'content'>, now?: number): Promise<ChangeRequest>
  act(
    person: string,
    act: Decision,
    request: Pick<ChangeRequest, 'id' | 'digest'>,
    now?: number,
  ): Promise<ChangeRequest>
  /** Asked by ali or noura and approved by sara or reem. */
  change(kind: Asked['kind'], content: unknown, decision?: string): Promise<ChangeRequest>
  close(): Promise<void>
}

export async function openOffice(people: Readonly<Record<string, readonly Role[]>> = PEOPLE): Promise<Office> {
  const schema = await createTestSchema()
  await foundPeople(
    schema.pool,
    Object.entries(people).map(([id, roles]) => ({
      id,
      name: words,
      roles,
      token: { label: 'desk', digest: tokenDigest(tokenOf(id)), expires: NOW + 365 * DAY },
    })),
    NOW,
  )
  const office: Office = {
    schema,
    pool: schema.pool,
    code: 'KW',
    view: () => worldOf({}),
    report: async () => null,
    ask: (person, asked, now = NOW) => askFor(office, person, { decision: null, reason: 'test', ...asked }, now),
    act: (person, act, { id, digest }, now = NOW) => decide(office, person, { id, act, digest, comment: null }, now),
    change: async (kind, content, decision) => {
      const [first, second] = kind === 'trust' ? ['noura', 'reem'] : ['ali', 'sara']
      return office.act(
        second as string,
        'approve',
        await office.ask(first as string, { kind, content, decision: decision ?? null }),
      )
    },
    close: () => schema.drop(),
  }
  return office
}

export const member = (id = 'KW/GOV/MOI', change: object = {}) => ({ id, name: words, sealCertificates: [], ...change })
export const subsystem = (id = 'KW/GOV/MOI/traffic', change: object = {}) => ({
  id,
  name: words,
  gateways: [],
  groups: [],
  ...change,
})
export const service = (id = 'KW/GOV/MOI/traffic/violations') => ({ id, type: 'REST', title: words, timeoutMs: 1000 })

/** A content of the kinds that change documents. */
export const put = (...values: readonly (readonly [object: string, value: object])[]) => ({
  changes: values.map(([object, value]) => ({ act: 'put', object, value })),
})
export const remove = (object: string, id: string) => ({ changes: [{ act: 'remove', object, id }] })

/** Kuwait's traffic department may ask Qatar's for violations, for a year. */
export const textOf = (change: Partial<AgreementText> = {}): AgreementText => ({
  id: 'KW/2026/17',
  consumer: { subsystem: 'KW/GOV/MOI/traffic' },
  provider: { service: 'QA/GOV/MOI/traffic/violations' },
  endpoints: [{ method: 'GET', path: '/**' }],
  purpose: { code: 'traffic-violations', ...words },
  legalBasis: words,
  decision: null,
  from: NOW,
  until: NOW + 365 * DAY,
  quota: null,
  rate: null,
  responseFields: null,
  stage: 'live',
  replaces: null,
  ...change,
})

export const positionOn = (text: AgreementText, change: object = {}) => ({
  agreement: text.id,
  digest: Buffer.from(agreementDigest(text), 'hex').toString('base64'),
  position: 'accepted' as const,
  from: NOW,
  decision: null,
  ...change,
})

/** A directory of KW, QA and OM (and GCC): each state has `GOV/MOI` with `traffic` and `violations`. */
export function worldOf(
  agreements: Readonly<Record<string, Partial<AgreementsContent>>>,
  stages: Readonly<Record<string, string>> = {},
): CheckedView {
  const bytes = (value: unknown) => Buffer.from(canonicalJson(value as Json))
  const documents = new Map<string, Uint8Array>()
  const delegated = new Set<string>()
  for (const code of ['KW', 'QA', 'OM', 'GCC']) {
    const area = code.toLowerCase()
    const head = { state: code, version: 1, issued: NOW }
    documents.set(
      `${area}/trust.json`,
      bytes({ format: 'rabt-trust/1', ...head, cas: [], gateways: [], ocsp: [], tsa: [] }),
    )
    const registry = {
      members: [member(`${code}/GOV/MOI`)],
      subsystems: [subsystem(`${code}/GOV/MOI/traffic`, { groups: ['GCC/traffic'] })],
      services: [service(`${code}/GOV/MOI/traffic/violations`)],
      revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
    }
    documents.set(`${area}/registry.json`, bytes({ format: 'rabt-registry/1', ...head, ...registry }))
    const content = { texts: [], positions: [], ...agreements[code] }
    documents.set(`${area}/registry/agreements.json`, bytes({ format: 'rabt-agreements/1', ...head, ...content }))
    for (const role of code === 'GCC' ? ['org-gcc'] : [`state-${area}`, `state-${area}-ops`]) delegated.add(role)
  }
  const states = ['KW', 'QA', 'OM'].map((code) => ({ code, name: words, stage: stages[code] ?? 'live' }))
  return viewFromDocuments({
    version: { number: 1, hash: Buffer.alloc(32) },
    expires: NOW + DAY,
    federation: bytes({ format: 'rabt-federation/1', federation: 'gcc', states }),
    documents,
    delegated,
    keys: [],
    issues: [],
  }).view
}
