import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePortBase } from '../../src/files/free-port-base.ts'
import { type RunningFederation, startFederation } from '../../src/index.ts'
import { rabt } from '../support/cli.ts'
import { compareLanes } from '../support/lanes.ts'
import { type Network, networkAt } from '../support/network.ts'
import { until } from '../support/until.ts'
import { logFrom } from './support/gateway-process.ts'

// Somebody changes a gateway's database. It is done to a copy, so that each case begins with a true one.
const home = join(inject('federation').otherHomes, 'tampering')
const CALLS = 5
const COPY = 'rabt_kw_copy'
let federation: RunningFederation
let network: Network
let requestId: string
const log = join(home, 'kw', 'node.log')
/** Where the log of the last start begins. */
let from = 0

beforeAll(async () => {
  const portBase = await freePortBase()
  network = networkAt({ home, portBase })
  federation = await startFederation({ home, portBase, states: ['KW', 'QA'] })
  for (let i = 0; i < CALLS; i++) requestId = await callOnce()
  await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
  await until('the call is in the index', async () => {
    return (await network.query('KW', 'SELECT 1 FROM entry_index WHERE id = $1', [requestId])).length > 0
  })
  await until('receipts', async () => (await receipted()) > 0)
})
afterAll(async () => {
  await federation.stop()
  rmSync(home, { recursive: true, force: true })
})

async function callOnce(): Promise<string> {
  const answer = await network.call('/r1/QA/GOV/MOI/traffic/violations?plate=12345')
  expect(answer.status, answer.text()).toBe(200)
  return answer.header('x-road-request-id') ?? ''
}

async function receipted(): Promise<number> {
  const rows = await network.query<{ size: string }>(
    'KW',
    'SELECT max(r.size) AS size FROM receipt r JOIN lane l ON l.id = r.lane WHERE NOT l.own',
  )
  return Number(rows[0]?.size ?? 0)
}

async function asSuperuser(text: string): Promise<void> {
  const client = new Client({ ...federation.postgres.connection(), database: 'postgres' })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** The gateway of Kuwait on a copy of its database to which something was done. */
async function onCopy(tamper: string, look: () => Promise<void>): Promise<void> {
  const file = join(network.at.node('KW'), 'node.json')
  const config = JSON.parse(readFileSync(file, 'utf8'))
  await federation.kill('kw', { hold: true })
  await asSuperuser(`CREATE DATABASE ${COPY} TEMPLATE rabt_kw OWNER rabt_kw`)
  const copied = { ...config, database: { ...config.database, database: COPY } }
  try {
    writeFileSync(file, JSON.stringify(copied))
    await network.query('KW', tamper)
    from = statSync(log).size
    await federation.restart('kw')
    await look()
  } finally {
    await federation.kill('kw', { hold: true })
    writeFileSync(file, JSON.stringify(config))
    await asSuperuser(`DROP DATABASE ${COPY} WITH (FORCE)`)
  }
}

/** What the last start of Kuwait's gateway said of damage. */
const damage = () => logFrom(log, from).flatMap(({ msg, detail }) => (msg === 'journal-damaged' ? [detail] : []))

const alarms = async (code: 'KW' | 'QA') =>
  (await network.query<{ code: string }>(code, 'SELECT code FROM lane_alarm ORDER BY id')).map((row) => row.code)

describe('a database in which', () => {
  it('the bytes of a stored batch were altered gives no evidence that verifies', async () => {
    const alter = `UPDATE batch b SET bytes = set_byte(bytes, length(bytes) / 3, get_byte(bytes, length(bytes) / 3) # 1)
      FROM entry_index e WHERE e.id = '${requestId}' AND e.lane = b.lane AND e.index >= b.first AND e.index < b.first + b.count`
    await onCopy(alter, async () => {
      const out = join(home, 'altered.rabt')
      const made = await rabt(home, 'evidence', requestId, '--state', 'KW', '-o', out)
      expect(made, made.notes).toMatchObject({ exit: 0 })
      const { exit, out: said, notes } = await rabt(home, 'verify', out)
      expect({ exit, said }).toEqual({ exit: 1, said: '' })
      expect(notes).toMatch(/^BUNDLE_[A-Z]+: /)
      await expect(compareLanes(network, 'KW', 'QA')).rejects.toThrow('first difference')
      await rabt(home, 'evidence', requestId, '--state', 'QA', '-o', out)
      expect(await rabt(home, 'verify', out)).toMatchObject({ exit: 0 })
      // Told at the start already, not only to whoever asks for evidence.
      expect(damage()).toEqual([expect.stringMatching(/^the batch at index \d+ .*lane/)])
    })
  }, 60_000)

  it('the end of what the peer wrote was cut off is told on by the peer, who holds the receipt', async () => {
    const end = 'lane IN (SELECT id FROM lane WHERE NOT own)'
    const cut = `DELETE FROM batch WHERE first > 0 AND ${end}; DELETE FROM batch_blobs WHERE first > 0 AND ${end};
      DELETE FROM receipt WHERE ${end}; DELETE FROM entry_index WHERE ${end}; DELETE FROM index_cursor WHERE ${end}`
    await onCopy(cut, async () => {
      await until('the peer has its alarm', async () => (await alarms('QA')).includes('PEER_LOST_DATA'))
      // What the peer holds it gives again, and the copies agree; the alarm stays.
      await network.exchanging('KW')
      await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
      expect(await alarms('QA')).toContain('PEER_LOST_DATA')
    })
  }, 60_000)

  it('batches were deleted and their blobs left is told as damage, by the place, and not as another writer', async () => {
    const theirs = 'lane IN (SELECT id FROM lane WHERE NOT own)'
    await onCopy(`DELETE FROM batch WHERE first > 0 AND ${theirs}`, async () => {
      const places = /table batch_blobs has a row (at|for lane \d+,) index \d+/
      await until('the start says so', () => damage().some((words) => places.test(`${words}`)))
      // The peer gives back what is missing, which cannot be stored: the run ends, and says why.
      const ended = await until('a run has ended', () => logFrom(log, from).find(({ msg }) => msg === 'run-ended'))
      expect(ended.detail).toMatch(/^JournalDamaged: the journal is damaged: table batch_blobs has a row for lane/)
      expect(readFileSync(log).subarray(from).includes('Fenced')).toBe(false)
      // As the operator's page says: without the rows that are left, the peer gives everything back.
      await federation.kill('kw', { hold: true })
      await network.query(
        'KW',
        `DELETE FROM batch_blobs x WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.lane = x.lane AND b.first = x.first)`,
      )
      await federation.restart('kw')
      await network.exchanging('KW')
      await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
    })
  }, 60_000)
})
