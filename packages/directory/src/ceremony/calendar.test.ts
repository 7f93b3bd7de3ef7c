import { expect, test } from 'vitest'
import { positionOn, textOf } from '../../test/agreements.ts'
import { foundWithHolders, orFail } from '../../test/ceremony.ts'
import { DAY, HOUR, NOW } from '../../test/federation.ts'
import { updateDocument } from '../publish/update.ts'
import { LEAD_MS, readCalendar } from './calendar.ts'

test('every date of a directory, the nearest first, with who must act', async () => {
  const federation = await foundWithHolders()
  const { repository, input } = federation
  const accepted = textOf({ until: NOW + 40 * DAY })
  const alone = textOf({ id: 'KW/2026/18', until: NOW + 20 * DAY })
  await updateDocument({
    repository,
    onlineKeys: input.onlineKeys,
    now: NOW,
    state: 'KW',
    kind: 'agreements',
    content: { texts: [accepted, alone], positions: [positionOn(accepted)] },
    signer: orFail(input.opsKeys.KW),
  })
  const { entries, issues } = await readCalendar({ repository, now: NOW + HOUR })
  expect(issues).toEqual([])
  expect(entries.map(({ expires }) => expires)).toEqual(entries.map(({ expires }) => expires).sort((a, b) => a - b))
  const of = (kind: string) => entries.filter((entry) => entry.kind === kind)
  expect(entries[0]).toMatchObject({ kind: 'timestamp', who: ['online'], expires: NOW + DAY, standing: 'ok' })
  expect(of('snapshot')).toMatchObject([{ who: ['online'], expires: NOW + 7 * DAY }])
  expect(of('targets')).toMatchObject([{ who: ['*'], expires: NOW + 90 * DAY, standing: 'ok' }])
  expect(of('root')).toMatchObject([{ who: ['*'], expires: NOW + 365 * DAY, standing: 'ok' }])
  // Two roles of each of six states, and the organisation's one.
  expect(of('role')).toHaveLength(13)
  expect(of('role').find(({ about }) => about === 'org-gcc')).toMatchObject({ who: ['GCC'] })
  expect(of('ca').map(({ about, who }) => [about, ...who])).toEqual(expect.arrayContaining([['KW member CA', 'KW']]))
  expect(of('ca').every(({ expires }) => expires === NOW - DAY + 3650 * DAY)).toBe(true)
  expect(of('seal').map(({ about }) => about)).toEqual(['KW/GOV/MOI', 'QA/GOV/MOI', 'SA/GOV/MOI'])
  // A text that nobody accepted ends without anybody's harm.
  expect(of('agreement')).toMatchObject([
    { about: 'KW/2026/17', who: ['KW'], expires: NOW + 40 * DAY, standing: 'near' },
  ])
})

test('each kind warns by its own lead, to the millisecond, and one lead can stand for all', async () => {
  const { repository } = await foundWithHolders()
  const standing = async (kind: string, now: number, leadMs?: number) =>
    (await readCalendar({ repository, now, leadMs })).entries.find((entry) => entry.kind === kind)?.standing
  for (const [kind, life] of [
    ['timestamp', DAY],
    ['snapshot', 7 * DAY],
    ['role', 30 * DAY],
    ['seal', 89 * DAY],
    ['targets', 90 * DAY],
    ['root', 365 * DAY],
  ] as const) {
    const end = NOW + life
    const lead = LEAD_MS[kind]
    expect([kind, await standing(kind, end - lead - 1)]).toEqual([kind, 'ok'])
    expect([kind, await standing(kind, end - lead)]).toEqual([kind, 'near'])
    expect([kind, await standing(kind, end - 1)]).toEqual([kind, 'near'])
    expect([kind, await standing(kind, end)]).toEqual([kind, 'over'])
    expect([kind, await standing(kind, end - lead, lead - 1)]).toEqual([kind, 'ok'])
  }
})

test('what does not hold is named: a directory of another root, a lost file, a report of nobody', async () => {
  const { repository, files } = await foundWithHolders()
  const other = await foundWithHolders()
  await expect(readCalendar({ repository, now: NOW, trustedRoot: other.trustedRoot })).rejects.toMatchObject({
    code: 'DIRECTORY_INVALID',
  })
  files.delete('metadata/1.state-om.json')
  const reports = [{ name: 'report.json', bytes: Buffer.from('{}') }]
  const { entries, issues } = await readCalendar({ repository, now: NOW, reports })
  expect(entries.some(({ about }) => about === 'state-om')).toBe(false)
  expect(issues.map(({ place }) => place)).toEqual(expect.arrayContaining(['state-om', 'report.json']))
})
