import type { CertificateAuthority, DirectoryWriter, Door, Mirror } from '@rabt/authority'
import type pg from 'pg'
import { openUpkeep } from '../ceremony/upkeep.ts'
import { PARTIES } from '../federation/states.ts'
import type { Setting } from './faces.ts'
import { type Office, openOffice } from './office.ts'
import { handerOf, mirrorsOf } from './places.ts'
import { allOf, followRound, upkeepRound } from './rounds.ts'
import { whoeverWrites } from './writers.ts'

const HOUR_MS = 3_600_000
/** What was published is in every register within a second. */
const LOOK_MS = 500
/** What could not be published is tried again, what is overdue ends. */
const TEND_MS = 10_000
/** The database may be starting. */
const AGAIN_MS = 2_000

export interface OfficesSetting extends Setting {
  readonly authorities: ReadonlyMap<string, CertificateAuthority>
  readonly poolOf: (code: string) => pg.Pool
  readonly writers: readonly DirectoryWriter[]
  /** Of the places that can write, by code. */
  readonly doors: ReadonlyMap<string, Door>
}

/** Opens the registers of all parties one after the other, and keeps the directory up. */
export function openOffices(setting: OfficesSetting): {
  readonly opened: Promise<void>
  close(): Promise<void>
} {
  const { at, officers, clock, mirrors, authorities, poolOf, writers, doors, portBase } = setting
  const writer = whoeverWrites(writers)
  const offices: Office[] = []
  const followers = new Map<string, Office>()
  const ends: (() => Promise<void> | void)[] = []
  let isClosing = false

  /** Does `act` again and again, never twice at once; a failure is said and tried again. */
  const every = (ms: number, what: string, act: () => Promise<void>): (() => void) => {
    let working: Promise<void> | null = null
    const now = (): void => {
      working ??= act()
        .catch((error: unknown) => console.error(`${what}:`, error))
        .finally(() => {
          working = null
        })
    }
    const timer = setInterval(now, ms)
    ends.push(async () => {
      clearInterval(timer)
      await working
    })
    return now
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
      const mirror = mirrors.get(party.code) as Mirror
      const handOver = handerOf(doors.get(party.code), mirrorsOf(portBase, party.code).writers)
      const options = { ...setting, party, authority, pool, mirror, handOver, ownWriter }
      for (;;) {
        if (isClosing) return
        try {
          const office = await openOffice(options)
          offices.push(office)
          followers.set(party.code, office)
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

  for (const [code, mirror] of mirrors) {
    let seen = 0
    const follow = async (): Promise<void> => {
      const number = await mirror.served()
      if (number === seen) return
      await followers.get(code)?.follow()
      // What failed is looked at again.
      seen = number
    }
    const look = every(LOOK_MS, `the mirror of ${code}`, () =>
      followRound({ refresh: () => mirror.look() }, [{ follow }]),
    )
    look()
  }
  return {
    opened: open(),
    close: async () => {
      isClosing = true
      for (const end of ends) await end()
      for (const office of offices) await office.close()
    },
  }
}
