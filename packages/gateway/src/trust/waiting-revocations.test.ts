import type { Revocation } from '@rabt/directory'
import { describe, expect, it } from 'vitest'
import { WaitingRevocations } from './waiting-revocations.ts'

const THIEF = 'KW/GOV/EGOV/gw1'
const one = (peer: string, digest: string, directory = 2) => ({ peer, revocation: { digest, directory } as Revocation })
const digestsOf = (waiting: WaitingRevocations, version = 2) =>
  waiting.takeUpTo(version).map(({ revocation }) => revocation.digest)

describe('revocations that wait for a newer directory', () => {
  it('are not pushed out by the peer that they name, however much it tells', () => {
    const waiting = new WaitingRevocations()
    waiting.add(one('SA', 'of the thief'))
    for (let i = 0; i < 1000; i++) waiting.add(one(THIEF, `junk ${i}`))
    expect(waiting.size).toBe(33)
    expect(digestsOf(waiting)).toContain('of the thief')
  })

  it('are not pushed out by a peer that tells them too, and then much else', () => {
    const waiting = new WaitingRevocations()
    waiting.add(one(THIEF, 'of the thief'))
    waiting.add(one('SA', 'of the thief'))
    waiting.add(one(THIEF, 'of the thief'))
    for (let i = 0; i < 1000; i++) waiting.add(one(THIEF, `junk ${i}`))
    expect(digestsOf(waiting).filter((digest) => digest === 'of the thief')).toHaveLength(1)
  })

  it('are not pushed out by several peers that each tell as much as they may', () => {
    const waiting = new WaitingRevocations()
    waiting.add(one('SA', 'of the thief'))
    for (let i = 0; i < 200; i++) for (const peer of ['a', 'b', 'c', 'd']) waiting.add(one(peer, `${peer} ${i}`))
    expect(waiting.size).toBe(64)
    const left = digestsOf(waiting)
    expect(left).toContain('of the thief')
    expect(left).toContain('d 199')
  })

  it('are at most 64, whoever tells them', () => {
    const waiting = new WaitingRevocations()
    for (let i = 0; i < 200; i++) waiting.add(one(`peer ${i}`, `told ${i}`))
    expect(waiting.size).toBe(64)
    expect(digestsOf(waiting)[0]).toBe('told 0')
  })

  it('are taken out once, as soon as the directory can judge them', () => {
    const waiting = new WaitingRevocations()
    waiting.add(one('SA', 'now', 2))
    waiting.add(one('QA', 'now', 2))
    waiting.add(one('SA', 'later', 3))
    expect(digestsOf(waiting)).toEqual(['now'])
    expect(waiting.size).toBe(1)
    expect(digestsOf(waiting)).toEqual([])
    expect(digestsOf(waiting, 3)).toEqual(['later'])
    expect(waiting.size).toBe(0)
  })
})
