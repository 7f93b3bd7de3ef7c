import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { NOTHING_REVOKED } from './make.ts'
import { REVOCATION_LIMITS, revocationSchema } from './schema.ts'

const page = readFileSync(new URL('../../../../docs/spec/revocation.md', import.meta.url), 'utf8')
const DAY = 24 * 3_600_000

/** The cell of a row of the limits' table (section 5). */
const limit = (what: string): string =>
  page
    .split('\n')
    .find((line) => line.startsWith(`| ${what}`))
    ?.split('|')[2]
    ?.trim() ?? `no row ${what}`

test('the page states the limits of the code', () => {
  expect(limit('document')).toBe(`${REVOCATION_LIMITS.bytes / 1024} KiB`)
  expect(limit('`expires` after `issued`')).toBe(`${REVOCATION_LIMITS.lifeMs / DAY} days`)
  expect(limit('`number` above')).toBe(String(REVOCATION_LIMITS.ahead))
  expect(limit('in force of one role')).toBe(String(REVOCATION_LIMITS.inForce))
})

test('the page names every list, and how many names each may hold', () => {
  const names: Readonly<Record<string, string>> = {
    gateways: 'gateways',
    'TLS keys': 'tlsKeys',
    keys: 'keys',
    CAs: 'cas',
    members: 'members',
    agreements: 'agreements',
    states: 'states',
  }
  expect(Object.values(names)).toEqual(Object.keys(NOTHING_REVOKED))
  const stated = /^\| names: (.*?) \|/m.exec(page)?.[1] ?? ''
  for (const [shown, list] of Object.entries(names)) {
    const most = Number(new RegExp(`(?:^|, )${shown} (\\d+)`).exec(stated)?.[1])
    const problems = (count: number): boolean => {
      const revoked = { ...NOTHING_REVOKED, [list]: Array.from({ length: count }, (_, at) => sample(list, at)) }
      return !revocationSchema.safeParse({ ...CONTENT, revoked }).success
    }
    expect([shown, problems(most), problems(most + 1)]).toEqual([shown, false, true])
  }
})

const CONTENT = {
  _type: 'rabt-revocation',
  federation: 'gcc',
  state: 'KW',
  number: 1,
  directory: 1,
  issued: 1,
  expires: 2,
  decision: null,
}

const sample = (list: string, at: number): string => {
  if (list === 'gateways') return `KW/GOV/EGOV/gw${at}`
  if (list === 'members') return `KW/GOV/M${at}`
  if (list === 'agreements') return `KW/2026/${at + 1}`
  if (list === 'states') return `${String.fromCharCode(65 + (at % 26))}${String.fromCharCode(65 + Math.floor(at / 26))}`
  return Buffer.alloc(32)
    .fill(Buffer.from([at >> 8, at & 255]))
    .toString('base64')
}
