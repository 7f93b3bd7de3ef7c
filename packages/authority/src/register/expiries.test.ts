import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  DAY,
  member,
  NOW,
  type Office,
  openOffice,
  positionOn,
  put,
  textOf,
  tokenOf,
  words,
  worldOf,
} from '../../test/office.ts'
import { tokenDigest } from '../people/store.ts'
import { expiriesOf, levelAt } from './expiries.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

describe('what ends', () => {
  it('is noticed, warned of, urgent, over, and then forgotten', () => {
    const at = (days: number) => levelAt('agreement', NOW + days * DAY, NOW)
    expect([91, 90, 31, 30, 8, 7, 0.1, 0, -30, -30.1].map(at)).toEqual([
      null,
      'notice',
      'notice',
      'warning',
      'warning',
      'urgent',
      'urgent',
      'over',
      'over',
      null,
    ])
    expect(levelAt('report', NOW + 6 * DAY, NOW)).toBe('notice')
    expect(levelAt('request', NOW + 8 * DAY, NOW)).toBeNull()
  })

  it('is found among agreements, certificates, reports, requests and tokens, the earliest first', async () => {
    const text = textOf({ until: NOW + 40 * DAY })
    await office.change('agreements', put(['text', text], ['position', positionOn(text)]), 'KW/1')
    const theirs = textOf({ id: 'QA/2026/1', until: NOW + DAY, consumer: { group: 'GCC/traffic' } })
    office.view = () => worldOf({ KW: { texts: [text], positions: [positionOn(text)] }, QA: { texts: [theirs] } })
    // A self-signed certificate made for this test, valid until 2027-01-19; its key was thrown away.
    const certificate = readFileSync(new URL('./fixtures/ends-soon.pem', import.meta.url), 'utf8').replace(
      /-----[A-Z ]+-----|\s/g,
      '',
    )
    await office.change(
      'registry',
      put(
        ['member', member('KW/GOV/A', { sealCertificates: [{ certificate, retired: null }] })],
        ['member', member('KW/GOV/B', { sealCertificates: [{ certificate, retired: NOW }] })],
      ),
    )
    office.report = async () => ({ expires: NOW + 4 * DAY }) as never
    const open = await office.ask(
      'ali',
      { kind: 'registry', content: put(['member', member('KW/GOV/C')]) },
      NOW - 28 * DAY,
    )
    const short = { label: 'x', digest: tokenDigest(tokenOf('x')), expires: NOW + 3 * DAY }
    const puppet = { id: 'salem', name: words, roles: ['auditor'], active: true }
    await office.act(
      'reem',
      'approve',
      await office.ask('sara', { kind: 'people', content: { person: puppet, grant: [short], end: [] } }),
    )
    expect(await expiriesOf(office, NOW)).toEqual([
      { kind: 'request', subject: String(open.id), expires: NOW + 2 * DAY, level: 'warning' },
      { kind: 'token', subject: 'salem', expires: NOW + 3 * DAY, level: 'urgent' },
      { kind: 'report', subject: 'KW', expires: NOW + 4 * DAY, level: 'warning' },
      { kind: 'agreement', subject: text.id, expires: NOW + 40 * DAY, level: 'notice' },
      { kind: 'certificate', subject: 'KW/GOV/A', expires: Date.UTC(2027, 0, 19, 19, 14, 51), level: 'notice' },
    ])
    // A renewal that both sides have accepted takes its place.
    const renewal = textOf({ id: 'KW/2027/1', from: text.until, until: text.until + 300 * DAY, replaces: text.id })
    await office.change('agreements', put(['text', renewal], ['position', positionOn(renewal)]), 'KW/2')
    const kinds = async () => (await expiriesOf(office, NOW)).map(({ kind }) => kind)
    expect(await kinds()).toContain('agreement')
    office.view = () =>
      worldOf({ KW: { texts: [text, renewal], positions: [] }, QA: { positions: [positionOn(renewal)] } })
    expect(await kinds()).not.toContain('agreement')
  })
})
