import { NOTHING_REVOKED } from '@rabt/directory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NodeHome } from '../home/home.ts'
import { type FakeHome, openFakeHome } from '../testing/fake-home.ts'
import { heldBy, highestHeld } from './give.ts'

let fake: FakeHome
let nodes: readonly NodeHome[]
beforeAll(async () => {
  fake = await openFakeHome()
  nodes = [{ dir: fake.nodeDir, host: '127.0.0.1', http: fake.httpPort, admin: fake.adminPort, mirrors: [] }]
})
afterAll(() => fake.stop())

const held = (state: string, number: number) => ({ state, number, decision: null, revoked: NOTHING_REVOKED })

test("only the issuer's own revocations are taken from a node's list", async () => {
  const revocations = [held('KW', 2), held('KW', 4), held('SA', 9)]
  fake.admin = (_request, response) => response.end(JSON.stringify({ revocations }))
  expect(await heldBy(nodes, 'KW')).toEqual(revocations.slice(0, 2))
  expect(await highestHeld(nodes, 'KW')).toBe(4)
})

test('a node that does not say what it holds stops what would count it', async () => {
  fake.admin = (_request, response) => response.writeHead(500).end()
  await expect(heldBy(nodes, 'KW')).rejects.toMatchObject({ code: 'NODE_SILENT' })
  expect(await highestHeld(nodes, 'KW')).toBe(0)
})
