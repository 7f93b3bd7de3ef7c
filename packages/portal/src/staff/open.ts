import type { Hono } from 'hono'
import { publishDue } from '../content/due.ts'
import type { Pools } from '../database/pools.ts'
import { countLaunch } from '../launch/count.ts'
import { isShown, launchBoard, launchGate } from '../launch/gate.ts'
import { launchRoutes } from '../launch/page.tsx'
import { openLaunch } from '../launch/read.ts'
import { type Launched, launched } from '../launch/shown.ts'
import { trialMark } from '../launch/trial.ts'
import { staffApp } from './app.tsx'
import { type IdentitySetting, openIdentity } from './sign-in/provider.ts'
import { sweepSessions } from './sign-in/session.ts'

export interface StaffSideOptions {
  readonly pools: Pick<Pools, 'public' | 'staff' | 'worker'>
  readonly clock: () => number
  /** Origin that browsers see, without a slash at its end. */
  readonly baseUrl: string
  readonly identities: readonly IdentitySetting[]
  readonly failed: (error: unknown) => void
}

export interface StaffSide {
  /** Before the public pages and their cache: staff, and what keeps sections in preparation from readers. */
  readonly before: readonly Hono[]
  /** Public: `/launch`. */
  readonly pages: readonly Hono[]
  /** Whether readers are shown what stands at this path now. */
  readonly shows: (path: string) => boolean
  readonly launch: Launched
  /** The trial mark of public pages. */
  readonly trial: ReturnType<typeof trialMark>
  /** Publishes and retires what is due, counts the day, and forgets sessions that have ended. Called every second or so; rejects for what it could not do. */
  tend(): Promise<void>
}

const SWEEP_MS = 600_000

/** What the portal has for those who write it. */
export function openStaffSide({ pools, clock, baseUrl, identities, failed }: StaffSideOptions): StaffSide {
  const launch = openLaunch(pools.public)
  const staff = staffApp({
    staff: pools.staff,
    worker: pools.worker,
    clock,
    baseUrl,
    identities: new Map(identities.map((setting) => [setting.tenant, openIdentity(setting)])),
    failed,
  })
  let swept = Number.NEGATIVE_INFINITY
  const board = launchBoard(launch, clock)
  return {
    before: [staff as unknown as Hono, launchGate(board)],
    shows: (path) => {
      board.glance().catch(() => undefined)
      return isShown(board, path)
    },
    launch: launched(board),
    trial: trialMark(board),
    pages: [launchRoutes({ launch, baseUrl, shows: (path) => isShown(board, path) })],
    tend: async () => {
      const now = clock()
      await publishDue(pools.worker, new Date(now))
      if (now - swept < SWEEP_MS) return
      swept = now
      await sweepSessions(pools.worker, new Date(now))
      await countLaunch(pools.worker, new Date(now))
    },
  }
}
