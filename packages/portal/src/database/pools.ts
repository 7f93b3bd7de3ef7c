import pg from 'pg'
import type { Role } from './roles.ts'

/** One pool a role; `owner` is for migrations alone. */
export interface Pools {
  readonly owner: pg.Pool
  readonly public: pg.Pool
  readonly staff: pg.Pool
  readonly worker: pg.Pool
  end(): Promise<void>
}

/**
 * Opens them on one database. Each connection takes its role as it starts, so that `RESET ROLE` does not lead out of it. The user who
 * connects must not be a superuser outside of tests.
 */
export function openPools(connection: pg.ClientConfig, max = 8): Pools {
  const open = (role: Role | undefined, size: number): pg.Pool => {
    const options = [connection.options, role === undefined ? undefined : `-c role=${role}`].filter(Boolean).join(' ')
    const pool = new pg.Pool({ application_name: 'portal', ...connection, ...(options && { options }), max: size })
    // A connection that breaks at rest is opened anew; whoever uses one learns it from the query.
    return pool.on('error', () => undefined)
  }
  const pools = {
    owner: open(undefined, 2),
    public: open('portal_public', max),
    staff: open('portal_staff', max),
    worker: open('portal_worker', 4),
  }
  return {
    ...pools,
    end: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.end()))
    },
  }
}
