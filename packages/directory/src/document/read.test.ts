import { beforeAll, expect, test } from 'vitest'
import { type Authority, makeCa } from '../../test/certificate-maker.ts'
import { withCode } from '../../test/code.ts'
import { NOW, registryOf, trustOf } from '../../test/federation.ts'
import { canonicalBytes, type Json } from '../codec/canonical-json.ts'
import { readFederation, readRegistry, readTrust } from './read.ts'

let ca: Authority
beforeAll(() => {
  ca = makeCa('KW CA', NOW)
})

type Draft = Record<string, Json>

const draft = (kind: 'trust' | 'registry'): Draft =>
  structuredClone({
    ...(kind === 'trust' ? trustOf('KW', ca) : registryOf('KW', ca)),
    format: `rabt-${kind}/1`,
    state: 'KW',
    version: 1,
    issued: NOW,
  }) as unknown as Draft

const at = (value: Json | undefined, ...path: readonly (string | number)[]): Draft => {
  let here = value as Draft
  for (const step of path) here = here[step] as Draft
  return here
}

const trustWith = (change: (document: Draft) => void) => {
  const document = draft('trust')
  change(document)
  return () => readTrust(canonicalBytes(document), 'KW', 'kw/trust.json')
}

const registryWith = (change: (document: Draft) => void) => {
  const document = draft('registry')
  change(document)
  return () => readRegistry(canonicalBytes(document), 'KW', 'kw/registry.json')
}

test('good documents are read', () => {
  expect(trustWith(() => {})().gateways[0]?.keys[0]?.publicKey).toHaveLength(32)
  expect(registryWith(() => {})().services[0]?.timeoutMs).toBe(60_000)
})

test.each<[string, (document: Draft) => void]>([
  ['an unknown key', (d) => Object.assign(d, { note: 'x' })],
  ['an unknown key below', (d) => Object.assign(at(d, 'gateways', 0), { note: 'x' })],
  ['another format', (d) => Object.assign(d, { format: 'rabt-trust/2' })],
  ['another state', (d) => Object.assign(d, { state: 'SA' })],
  ['version 0', (d) => Object.assign(d, { version: 0 })],
  [
    "another state's gateway",
    (d) => Object.assign(at(d, 'gateways', 0), { id: 'SA/GOV/EGOV/gw1', owner: 'SA/GOV/EGOV' }),
  ],
  ['an owner who is not in the identifier', (d) => Object.assign(at(d, 'gateways', 0), { owner: 'KW/GOV/MOI' })],
  ['an identifier that only begins alike', (d) => Object.assign(at(d, 'gateways', 0), { id: 'KWX/GOV/EGOV/gw1' })],
  ['an identifier of three parts', (d) => Object.assign(at(d, 'gateways', 0), { id: 'KW/GOV/EGOV' })],
  ['an identifier that is not canonical', (d) => Object.assign(at(d, 'gateways', 0), { id: 'KW/GOV/EGOV/%67w1' })],
  ['a gateway twice', (d) => (d.gateways as Json[]).push(structuredClone(at(d, 'gateways', 0)))],
  ['a link without TLS', (d) => Object.assign(at(d, 'gateways', 0), { linkUrl: 'ws://gw1.kw.invalid/' })],
  ['a link with a password', (d) => Object.assign(at(d, 'gateways', 0), { linkUrl: 'wss://a:b@gw1.kw.invalid/' })],
  [
    'a lane key of another algorithm',
    (d) => Object.assign(at(d, 'gateways', 0, 'keys', 0), { algorithm: 'ml-dsa-44' }),
  ],
  ['a key of another size', (d) => Object.assign(at(d, 'gateways', 0, 'keys', 0), { publicKey: 'AAAA' })],
  ['lenient base64', (d) => Object.assign(at(d, 'gateways', 0), { tlsKeys: [`${'A'.repeat(42)}B=`] })],
  ['a key retired before it began', (d) => Object.assign(at(d, 'gateways', 0, 'keys', 0), { retired: NOW - 1 })],
  ['a key without a retired member', (d) => delete at(d, 'gateways', 0, 'keys', 0).retired],
])('%s refuses the whole of trust.json', (_, change) => {
  expect(trustWith(change)).toThrow(withCode('DIRECTORY_INVALID'))
})

test.each<[string, (document: Draft) => void]>([
  ['trust that the online key would add', (d) => Object.assign(d, { gateways: [] })],
  ['a CA that the online key would add', (d) => Object.assign(d, { cas: [] })],
  ["another state's member", (d) => Object.assign(at(d, 'members', 0), { id: 'QA/GOV/MOI' })],
  ["another state's system", (d) => Object.assign(at(d, 'subsystems', 0), { id: 'QA/GOV/MOI/traffic' })],
  ["another state's service", (d) => Object.assign(at(d, 'services', 0), { id: 'QA/GOV/MOI/traffic/violations' })],
  ["another state's gateway", (d) => Object.assign(at(d, 'subsystems', 0), { gateways: ['QA/GOV/EGOV/gw1'] })],
  ["another state's group", (d) => Object.assign(at(d, 'subsystems', 0), { groups: ['QA/traffic'] })],
  [
    "a revocation of another state's gateway",
    (d) => Object.assign(at(d, 'revoked'), { gateways: ['QA/GOV/EGOV/gw1'] }),
  ],
  ['a system without its member', (d) => (d.members as Json[]).pop()],
  ['a service without its system', (d) => Object.assign(d, { subsystems: [] })],
  ['a member twice', (d) => (d.members as Json[]).push(structuredClone(at(d, 'members', 0)))],
  [
    'a service code that is reserved',
    (d) => Object.assign(at(d, 'services', 0), { id: 'KW/GOV/MOI/traffic/listMethods' }),
  ],
  ['a time-out above the life of a request', (d) => Object.assign(at(d, 'services', 0), { timeoutMs: 600_001 })],
  ['no list of what is revoked', (d) => delete d.revoked],
])('%s refuses the whole of registry.json', (_, change) => {
  expect(registryWith(change)).toThrow(withCode('DIRECTORY_INVALID'))
})

test('a foreign identifier is named in the refusal', () => {
  const change = (d: Draft) => Object.assign(at(d, 'members', 0), { id: 'QA/GOV/MOI' })
  expect(registryWith(change)).toThrow(withCode('DIRECTORY_INVALID', 'QA/GOV/MOI is not of KW'))
})

const federation = (states: readonly Json[]): Uint8Array =>
  canonicalBytes({ format: 'rabt-federation/1', federation: 'gcc', states })

const kuwait = { code: 'KW', name: { ar: 'الكويت', en: 'Kuwait' }, stage: 'live' }

test('the federation names each state once, and the organisation is none of them', () => {
  expect(readFederation(federation([{ ...kuwait, decision: '12/2015' }])).states[0]?.decision).toBe('12/2015')
  expect(() => readFederation(federation([kuwait, kuwait]))).toThrow(withCode('DIRECTORY_INVALID', 'twice'))
  expect(() => readFederation(federation([{ ...kuwait, code: 'GCC' }]))).toThrow(withCode('DIRECTORY_INVALID'))
  expect(() => readFederation(federation([{ ...kuwait, stage: 'gone' }]))).toThrow(withCode('DIRECTORY_INVALID'))
})
