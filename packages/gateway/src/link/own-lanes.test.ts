import { RabtError } from '@rabt/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { OwnLanes } from './own-lanes.ts'
import { MemoryJournal } from './testing/memory-journal.ts'
import { echo, KW, makeIdentities, QA, TestNode } from './testing/world.ts'

const clock = () => Date.now()
const identities = makeIdentities(clock())
const inGrace = () => identities.view
const expired = () => {
  throw new RabtError('DIRECTORY_EXPIRED')
}

let node: TestNode
let lanes: OwnLanes
const go = (view: () => typeof identities.view) => Object.assign(node.kernel, { view })

beforeEach(async () => {
  node = new TestNode(KW, new MemoryJournal(clock), identities, clock, echo)
  await node.link.start()
  lanes = new OwnLanes({
    kernel: node.kernel,
    peer: QA,
    run: node.link.run,
    lanes: [],
    onOpened: () => undefined,
    onLine: () => undefined,
    onGivenUp: () => undefined,
    failed: () => undefined,
  })
})

describe('own lanes, past all grace of the directory', () => {
  it('sign what had gathered, by the last directory that was: the run does not end over it', async () => {
    const writer = await lanes.writer(false)
    go(expired)
    expect(writer.compose()?.row.first).toBe(0)
  })

  it('cannot be opened without any directory, and can as soon as there is one', async () => {
    go(expired)
    await expect(Promise.resolve(lanes.writer(false))).rejects.toMatchObject({ code: 'DIRECTORY_EXPIRED' })
    go(inGrace)
    expect((await lanes.writer(false)).waiting).toBe(1)
  })
})

describe('a run, past all grace of the directory', () => {
  it('begins, and tells of it', async () => {
    const next = new TestNode(KW, new MemoryJournal(clock), identities, clock, echo)
    Object.assign(next.kernel, { view: expired })
    await next.link.start()
    expect(next.link.run).toHaveLength(2)
    expect(next.alarms.join()).toContain('directory-expired')
  })
})
