import type { DirectoryView } from '@rabt/directory'
import { expect, it } from 'vitest'
import { type Followers, followDirectory } from './follow-directory.ts'

const OWN = 'KW/GOV/EGOV/gw1'
const STAYS = 'SA/GOV/EGOV/gw1'
const GOES = 'QA/GOV/EGOV/gw1'

const viewOf = (...gateways: readonly string[]): DirectoryView =>
  ({ gateways: new Map(gateways.map((id) => [id, { id }])) }) as unknown as DirectoryView

function follow(view: DirectoryView, tls: Followers['tls'] = () => ({ key: '', cert: '', ca: [] })): string[] {
  const done: string[] = []
  const note = (what: string) => (of?: unknown) => void done.push(typeof of === 'string' ? `${what} ${of}` : what)
  followDirectory(view, {
    gateway: OWN,
    link: {
      peer: () => ({ outbound: {} }) as ReturnType<Followers['link']['peer']>,
      peers: () => [{ peer: STAYS }, { peer: GOES }],
      cut: note('cut'),
    },
    listener: { recheck: note('recheck in'), renew: note('renew') },
    dialler: { recheck: note('recheck out'), drop: note('drop'), keep: note('keep') },
    tls,
    log: { event: note('event'), alarm: note('alarm') },
  })
  return done
}

it('ends what the directory takes away before anything else', () => {
  expect(follow(viewOf(OWN, STAYS))).toEqual([
    'recheck in',
    'recheck out',
    `drop ${GOES}`,
    `cut ${GOES}`,
    'renew',
    `keep ${OWN}`,
    `keep ${STAYS}`,
  ])
})

it('ends it also with own keys that cannot be used, tells of them and goes on', () => {
  const mismatch = () => {
    throw new Error('key values mismatch')
  }
  expect(follow(viewOf(OWN, STAYS), mismatch)).toEqual([
    'recheck in',
    'recheck out',
    `drop ${GOES}`,
    `cut ${GOES}`,
    'alarm link-tls-not-renewed',
    `keep ${OWN}`,
    `keep ${STAYS}`,
  ])
})

it('links with nobody if it is not listed itself', () => {
  expect(follow(viewOf(STAYS, GOES)).filter((act) => /drop|cut|keep/.test(act))).toEqual([
    `drop ${STAYS}`,
    `cut ${STAYS}`,
    `drop ${GOES}`,
    `cut ${GOES}`,
  ])
})
