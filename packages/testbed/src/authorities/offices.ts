import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CertificateAuthority } from '@rabt/authority'
import pg from 'pg'
import type { Layout } from '../ceremony/layout.ts'
import { openUpkeep } from '../ceremony/upkeep.ts'
import { PARTIES } from '../federation/states.ts'
import { watchRepository } from './directory.ts'
import type { Setting } from './faces.ts'
import { type Office, openOffice } from './office.ts'
import { allOf, followRound, upkeepRound } from './rounds.ts'
import { openWriters, whoeverWrites } from './writers.ts'

const HOUR_MS = 3_600_000
/** What was published is in every register within a second. */
const LOOK_MS = 1_000
/** What could not be published is tried again, what is overdue ends. */
const TEND_MS = 10_000
/** The database may be starting. */
const AGAIN_MS = 2_000

/** Connections of one authority; the place that writes holds one while others are used. */
const CONNECTIONS = 5

/** Opens the registers of all parties one after the other, and keeps the directory up. */
export function openOffices(setting: Setting & { readonly authorities: ReadonlyMap<string, CertificateAuthority> }): {
  readonly opened: Promise<void>
  close(): Promise<void>
} {
  const { at, officers, clock, directory, authorities } = setting
  const pools = new Map(PARTIES.map(({ code }) => [code as string, openPool(at, code)]))
  const poolOf = (code: string): pg.Pool => pools.get(code) as pg.Pool
  const writers = openWriters(at, officers, poolOf, clock)
  const writer = whoeverWrites(writers)
  const offices: Office[] = []
  const ends: (() => Promise<void> | void)[] = []
  let isClosing = false

  /** Does `act` again and again, never twice at once; a failure is said and tried again. */
  const every = (ms: number, what: string, act: () => Promise<void>): void => {
    let working: Promise<void> | null = null
    const timer = setInterval(() => {
      working ??= act()
        .catch((error: unknown) => console.error(`${what}:`, error))
        .finally(() => {
          working = null
        })
    }, ms)
    ends.push(async () => {
      clearInterval(timer)
      await working
    })
  }

  /** What fails now is tried again in an hour; a timestamp lives a day. */
  const upkeep = async (): Promise<void> => {
    const renewFederation = () =>
      writer.exclusive((pen) => openUpkeep(at, officers, clock, pen).renewFederation()).then(() => undefined)
    await upkeepRound(writers, renewFederation, offices)
  }

  const open = async (): Promise<void> => {
    for (const party of PARTIES) {
      const authority = authorities.get(party.code) as CertificateAuthority
      const pool = poolOf(party.code)
      const ownWriter = writers.find(({ site }) => site === party.code)
      const options = { ...setting, party, authority, pool, writer, ownWriter }
      for (;;) {
        if (isClosing) return
        try {
          offices.push(await openOffice(options))
          break
        } catch (error) {
          console.error(`the register of ${party.code} was not opened, and is tried again:`, error)
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
        }
      }
    }
    every(TEND_MS, 'what is overdue was not ended', () => allOf(offices, (office) => office.tend()))
    every(HOUR_MS, 'the directory was not signed anew', upkeep)
  }

  ends.push(watchRepository(at, LOOK_MS, () => followRound(directory, offices)))
  return {
    opened: open(),
    close: async () => {
      isClosing = true
      for (const end of ends) await end()
      for (const office of offices) await office.close()
    },
  }
}

function openPool(at: Layout, code: string): pg.Pool {
  const file = join(at.authority(code), 'authority.json')
  if (!existsSync(file))
    throw new Error(`${file} is missing: the supervisor writes it before it starts the authorities`)
  const { database } = JSON.parse(readFileSync(file, 'utf8')) as { readonly database: pg.PoolConfig }
  const pool = new pg.Pool({ ...database, max: CONNECTIONS, application_name: `rabt authority ${code}` })
  // The server may end connections that are idle; the next query takes another.
  pool.on('error', () => undefined)
  return pool
}
