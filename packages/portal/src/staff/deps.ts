import type pg from 'pg'
import type { Tenant } from '../record/common.ts'
import type { Identity } from './sign-in/provider.ts'

export interface StaffDeps {
  /** Role `portal_staff`. */
  readonly staff: pg.Pool
  /** Role `portal_worker`: what was approved goes out at once. */
  readonly worker: pg.Pool
  readonly clock: () => number
  /** Origin that browsers see: `https://portal.example`. */
  readonly baseUrl: string
  readonly identities: ReadonlyMap<Tenant, Identity>
  /** What failed inside; the reader is told that something did. */
  readonly failed: (error: unknown) => void
}
