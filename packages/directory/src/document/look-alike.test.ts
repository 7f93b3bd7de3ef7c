import { expect, test } from 'vitest'
import { trafficOf } from '../../test/agreements.ts'
import { withCode } from '../../test/code.ts'
import { NOW } from '../../test/federation.ts'
import { canonicalBytes } from '../codec/canonical-json.ts'
import { EMPTY_REGISTRY, EMPTY_TRUST, issueDocument } from '../publish/documents.ts'
import { refuseLookAlikes } from './look-alike.ts'
import { readRegistry, readTrust } from './read.ts'
import type { RegistryContent } from './registry.ts'

test.each([
  ['KW/GOV/MOI', 'KW/GOV/MOl'],
  ['KW/GOV/MOI', 'KW/GOV/M0I'],
  ['KW/GOV/MOI', 'KW/GOV/moi'],
  ['KW/GOV/EGOV/gw1', 'KW/GOV/EGOV/gwl'],
  ['KW/GOV/EGOV/gw1', 'KW/GOV/EGOV/gwI'],
  ['KW/GOV/EGOV/gw1', 'KW/GOV/EGOV/GW1'],
  ['KW/GOV/MOI', 'KW/GOV/%EF%BC%AD%EF%BC%AF%EF%BC%A9'],
])('%s and %s are taken for each other', (first, second) => {
  expect(() => refuseLookAlikes([first, second], 'here')).toThrow(
    withCode('DIRECTORY_INVALID', `${second} looks like ${first}`),
  )
})

test.each([
  // Interior and Labour; only their capitals differ.
  ['KW/GOV/MOI', 'KW/GOV/MOL'],
  ['KW/GOV/EGOV/gw1', 'KW/GOV/EGOV/gw2'],
  ['KW/GOV/MOI/traffic', 'KW/GOV/MOI/traffics'],
  ['KW/GOV/MOI', 'KW/COM/MOI'],
])('%s and %s are told apart', (first, second) => {
  expect(() => refuseLookAlikes([first, second], 'here')).not.toThrow()
})

const words = { ar: 'نص', en: 'Text' }
const registry = (content: RegistryContent) => () =>
  readRegistry(canonicalBytes(issueDocument('registry', 'KW', content, 1, NOW)), 'KW', 'kw/registry.json')
const refused = (reason: string) => withCode('DIRECTORY_INVALID', reason)
const member = (id: string) => ({ id, name: words, sealCertificates: [] })

test.each(['KW/GOV/GCC', 'KW/GCC/MOI', 'KW/GOV/gcc'])('%s bears the name of the organisation', (id) => {
  expect(registry({ ...EMPTY_REGISTRY, members: [member(id)] })).toThrow(refused('reserved name'))
})

test('one look-alike refuses the whole document: member, system, service, group or gateway', () => {
  const good = trafficOf('KW')
  expect(registry(good)).not.toThrow()
  const [system] = good.subsystems
  const [service] = good.services
  if (system === undefined || service === undefined) throw new Error('the fixture has a system and a service')
  const changes: readonly Partial<RegistryContent>[] = [
    { members: [...good.members, member('KW/GOV/MOl')] },
    { subsystems: [system, { ...system, id: 'KW/GOV/MOI/Traffic' }] },
    { services: [service, { ...service, id: 'KW/GOV/MOI/traffic/vio1ations' }] },
    { subsystems: [{ ...system, groups: ['GCC/traffic', 'GCC/Traffic'] }] },
  ]
  for (const change of changes) expect(registry({ ...good, ...change })).toThrow(refused('looks like'))
  const gateway = (id: string) => ({
    id,
    owner: 'KW/GOV/EGOV',
    name: words,
    linkUrl: 'wss://x.invalid/',
    tlsKeys: [],
    keys: [],
  })
  const trust = { ...EMPTY_TRUST, gateways: [gateway('KW/GOV/EGOV/gw1'), gateway('KW/GOV/EGOV/gwl')] }
  expect(() => readTrust(canonicalBytes(issueDocument('trust', 'KW', trust, 1, NOW)), 'KW', 'kw/trust.json')).toThrow(
    refused('looks like'),
  )
})

test('a name that hides its direction is refused, and marks that Arabic needs are not', () => {
  const named = (en: string) =>
    registry({ ...EMPTY_REGISTRY, members: [{ ...member('KW/GOV/MOI'), name: { ar: 'نص', en } }] })
  for (const hidden of ['\u202eroiretnI', 'In\u200bterior', '\u2067Interior', 'Interior\ufeff']) {
    expect(named(hidden)).toThrow(refused('invisible'))
  }
  for (const plain of ['Interior', 'وزارة\u200f (أ)', 'می\u200cخواهم']) expect(named(plain)).not.toThrow()
})
