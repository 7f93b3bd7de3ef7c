import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { withCode } from '../../test/code.ts'
import { DAY, type Federation, found, HOUR, NOW, newSigner } from '../../test/federation.ts'
import { contentOf, revoke, viewOf } from '../../test/revocation.ts'
import { canonicalBytes, type Json, parseCanonicalJson } from '../codec/canonical-json.ts'
import { keySigner, type Signer, signMetadata } from '../publish/signer.ts'
import type { CheckedView } from '../view.ts'
import { isInForce } from './in-force.ts'
import { revocationMessage, signRevocation } from './make.ts'
import { parseRevocation, readRevocation } from './read.ts'
import { REVOCATION_LIMITS } from './schema.ts'

const LATER = NOW + HOUR
let federation: Federation
let view: CheckedView
let ops: Signer
let offline: Signer
beforeAll(async () => {
  federation = await found()
  view = viewOf(federation)
  ops = federation.input.opsKeys.KW as Signer
  offline = federation.input.stateKeys.KW as Signer
})

const read =
  (bytes: Uint8Array, now = LATER, authority = view) =>
  () =>
    readRevocation(bytes, authority, now)
const draft = (bytes: Uint8Array): Record<string, Record<string, Json>> =>
  parseCanonicalJson(bytes, 'test') as Record<string, Record<string, Json>>

/** Signed as it stands, whatever the schema would say of it. */
const signAs = (signer: Signer, change: Record<string, Json>): Promise<Uint8Array> =>
  signMetadata({ ...(contentOf() as unknown as Record<string, Json>), _type: 'rabt-revocation', ...change }, [signer])

test('a state revokes with its online key, with its offline key, and the organisation with its own', async () => {
  expect(read(await revoke(ops))()).toMatchObject({ state: 'KW', number: 1, role: 'state-kw-ops', decision: '3/2026' })
  expect(read(await revoke(offline))()).toMatchObject({ role: 'state-kw', revoked: { gateways: ['KW/GOV/EGOV/gw1'] } })
  const organisation = federation.input.organisation?.key as Signer
  const own = await revoke(organisation, { state: 'GCC', revoked: { members: ['GCC/GOV/SG'] } })
  expect(read(own)()).toMatchObject({ state: 'GCC', role: 'org-gcc' })
})

test('whole states are taken out by the threshold of states and nobody else', async () => {
  const { rootKeys } = federation.input
  const states = { state: '*', revoked: { states: ['KW'] } }
  expect(read(await revoke(rootKeys.slice(0, 4), states))()).toMatchObject({ state: '*', role: 'root' })
  expect(read(await revoke(rootKeys.slice(0, 3), states))).toThrow(withCode('REVOCATION_INVALID', '3 of 4'))
  expect(read(await revoke(ops, states))).toThrow(withCode('REVOCATION_INVALID', 'no key'))
  await expect(revoke(ops, { revoked: { states: ['KW'] } })).rejects.toThrow(
    withCode('REVOCATION_INVALID', 'threshold'),
  )
  const more = { state: '*', revoked: { states: ['KW'], gateways: ['SA/GOV/EGOV/gw1'] } }
  await expect(revoke(rootKeys.slice(0, 4), more)).rejects.toThrow(withCode('REVOCATION_INVALID', 'nothing else'))
})

test('the keys of another state, of the root, and strangers count for nothing', async () => {
  for (const key of [federation.input.opsKeys.SA as Signer, federation.input.rootKeys[0] as Signer, newSigner()])
    expect(read(await revoke(key))).toThrow(withCode('REVOCATION_INVALID', 'no key'))
  expect(read(await revoke([ops, offline]))).toThrow(withCode('REVOCATION_INVALID', 'not of this role'))
  expect(read(await revoke([ops, newSigner()]))).toThrow(withCode('REVOCATION_INVALID', 'not of this role'))
})

test('a key that the delegation lists no more has no say', async () => {
  const rotated = await found({ ...federation.input, opsKeys: { ...federation.input.opsKeys, KW: newSigner() } })
  expect(read(await revoke(ops), LATER, viewOf(rotated))).toThrow(withCode('REVOCATION_INVALID', 'no key'))
})

test('a revocation counts from its issue until it expires, 30 days at most', async () => {
  const bytes = await revoke(ops)
  expect(read(bytes, NOW - 30_000)()).toMatchObject({ number: 1 })
  expect(read(bytes, NOW - 30_001)).toThrow(withCode('REVOCATION_INVALID', 'future'))
  expect(read(bytes, NOW + 7 * DAY - 1)()).toMatchObject({ number: 1 })
  expect(read(bytes, NOW + 7 * DAY)).toThrow(withCode('REVOCATION_OVER', 'expired'))
  expect(isInForce(read(bytes)(), view, NOW + 7 * DAY)).toBe(false)
  await expect(revoke(ops, { expires: NOW + REVOCATION_LIMITS.lifeMs })).resolves.toBeDefined()
  await expect(revoke(ops, { expires: NOW + REVOCATION_LIMITS.lifeMs + 1 })).rejects.toThrow(
    withCode('REVOCATION_INVALID'),
  )
  await expect(revoke(ops, { expires: NOW })).rejects.toThrow(withCode('REVOCATION_INVALID', 'before it begins'))
})

test('what the directory accounts for is over: an old revocation does not take out a gateway that was admitted again', async () => {
  const { states } = federation.input
  const later = await found({
    ...federation.input,
    states: states.map((one) =>
      one.code === 'KW' && one.registry ? { ...one, registry: { ...one.registry, revocationsTo: 5 } } : one,
    ),
  })
  const old = await revoke(ops, { number: 5 })
  const accepted = read(old)()
  expect(isInForce(accepted, view, LATER)).toBe(true)
  expect(viewOf(later).gateways.has('KW/GOV/EGOV/gw1')).toBe(true)
  expect(isInForce(accepted, viewOf(later), LATER)).toBe(false)
  expect(read(old, LATER, viewOf(later))).toThrow(withCode('REVOCATION_OVER', 'number 5 after 5'))
  expect(read(await revoke(ops, { number: 4 }), LATER, viewOf(later))).toThrow(withCode('REVOCATION_OVER'))
  expect(read(await revoke(ops, { number: 6 }), LATER, viewOf(later))()).toMatchObject({ number: 6 })
})

test('a thief cannot use the numbers up', async () => {
  expect(read(await revoke(ops, { number: 1024 }))()).toMatchObject({ number: 1024 })
  expect(read(await revoke(ops, { number: 1025 }))).toThrow(withCode('REVOCATION_INVALID', 'too far ahead'))
})

test('the order of numbers is no order of arrival: each stands by itself', async () => {
  expect(read(await revoke(ops, { number: 7 }))()).toMatchObject({ number: 7 })
  expect(read(await revoke(ops, { number: 6 }))()).toMatchObject({ number: 6 })
})

test("another state's gateway or member refuses the whole, and so does an issuer that the directory does not know", async () => {
  const own = 'KW/GOV/EGOV/gw1'
  for (const revoked of [
    { gateways: [own, 'SA/GOV/EGOV/gw1'] },
    { members: ['SA/GOV/MOI'] },
    { gateways: ['KWX/A/B/c'] },
  ])
    await expect(revoke(ops, { revoked })).rejects.toThrow(withCode('REVOCATION_INVALID', 'is not of KW'))
  const unknown = await revoke(ops, { state: 'XX', revoked: { gateways: ['XX/GOV/EGOV/gw1'] } })
  expect(read(unknown)).toThrow(withCode('REVOCATION_INVALID', 'no issuer XX'))
  expect(read(await revoke(ops, { federation: 'test' }))).toThrow(withCode('REVOCATION_INVALID', 'another federation'))
})

test.each<[string, Record<string, Json>]>([
  ['another type', { _type: 'targets' }],
  ['an unknown member', { note: 'x' }],
  ['an unknown list', { revoked: { ...contentOf().revoked, services: [] } as unknown as Json }],
  ['a list that is missing', { revoked: { gateways: ['KW/GOV/EGOV/gw1'] } }],
  ['nothing that it takes away', { revoked: { ...contentOf().revoked, gateways: [] } as unknown as Json }],
  [
    'a name twice',
    { revoked: { ...contentOf().revoked, gateways: ['KW/GOV/EGOV/gw1', 'KW/GOV/EGOV/gw1'] } as unknown as Json },
  ],
  [
    'an identifier that is not canonical',
    { revoked: { ...contentOf().revoked, gateways: ['KW/GOV/EGOV/%67w1'] } as unknown as Json },
  ],
  [
    'a digest of 31 bytes',
    { revoked: { ...contentOf().revoked, keys: [Buffer.alloc(31).toString('base64')] } as unknown as Json },
  ],
  ['lenient base64', { revoked: { ...contentOf().revoked, keys: [`${'A'.repeat(42)}B=`] } as unknown as Json }],
  ['number 0', { number: 0 }],
  ['no decision at all', { decision: '' }],
])('%s refuses the whole', async (_, change) => {
  expect(read(await signAs(ops, change))).toThrow(withCode('REVOCATION_INVALID'))
})

test('10 000 names are refused, by their number and by their bytes', async () => {
  const gateways = Array.from({ length: 10_000 }, (_, index) => `KW/GOV/EGOV/gw${index}`)
  const revoked = { ...contentOf().revoked, gateways } as unknown as Json
  expect(read(await signAs(ops, { revoked }))).toThrow(withCode('REVOCATION_INVALID', 'too large'))
  const fewer = { ...contentOf().revoked, gateways: gateways.slice(0, 65) } as unknown as Json
  expect(read(await signAs(ops, { revoked: fewer }))).toThrow(withCode('REVOCATION_INVALID', 'gateways'))
})

test('no byte of it can be changed', async () => {
  const bytes = await revoke(ops)
  for (let at = 0; at < bytes.length; at += 1) {
    const altered = Uint8Array.from(bytes)
    altered[at] = (altered[at] as number) ^ 1
    expect(read(altered), `byte ${at}`).toThrow(withCode('REVOCATION_INVALID'))
  }
  expect(read(Buffer.concat([bytes, Buffer.from(' ')]))).toThrow(withCode('REVOCATION_INVALID', 'canonical'))
  expect(read(new Uint8Array())).toThrow(withCode('REVOCATION_INVALID'))
})

test('a signature twice, and a wrong one beside a right one, refuse the whole', async () => {
  const { signed, signatures } = draft(await revoke(ops))
  const [only] = signatures as unknown as readonly Json[]
  const twice = canonicalBytes({ signed: signed as Json, signatures: [only as Json, only as Json] })
  expect(read(twice)).toThrow(withCode('REVOCATION_INVALID', 'two signatures'))
  const { rootKeys } = federation.input
  const states = draft(await revoke(rootKeys.slice(0, 5), { state: '*', revoked: { states: ['KW'] } }))
  const spoilt = (states.signatures as unknown as { keyid: string; sig: string }[]).map((one, index) =>
    index === 0 ? { ...one, sig: '00'.repeat(64) } : one,
  )
  expect(read(canonicalBytes({ signed: states.signed as Json, signatures: spoilt }))).toThrow(
    withCode('REVOCATION_INVALID', 'is wrong'),
  )
})

test('the golden vector is read, and made again, byte for byte', async () => {
  const vector = JSON.parse(readFileSync(new URL('../../vectors/revocation.json', import.meta.url), 'utf8'))
  const bytes = Buffer.from(vector.document, 'utf8')
  const { digest, number, revoked } = parseRevocation(bytes)
  expect({ digest, number, revoked }).toEqual(vector.read)
  const key = createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${vector.seed}`, 'hex'),
    format: 'der',
    type: 'pkcs8',
  })
  expect(Buffer.from(await signRevocation(vector.content, [keySigner(key)])).equals(bytes)).toBe(true)
  expect(Buffer.from(revocationMessage(vector.content)).toString('utf8')).toBe(vector.message)
})
