import { type Connection, type PostgresOptions, type RunningPostgres, startPostgres } from '../postgres/start.ts'

export interface GuardedPostgres {
  readonly adopted: boolean
  connection(): Connection
  pid(): number
  stop(): Promise<void>
}

const LOOK_MS = 500
const LONGEST_BACKOFF_MS = 10_000

/** Runs PostgreSQL and starts it again whenever it dies; one look at /proc twice a second also covers an adopted server. */
export async function guardPostgres(
  options: PostgresOptions & { readonly report: (message: string) => void },
): Promise<GuardedPostgres> {
  let current: RunningPostgres = await startPostgres(options)
  const { adopted } = current
  let wanted = true
  let work: Promise<void> = Promise.resolve()
  let backoff = LOOK_MS
  let timer: NodeJS.Timeout

  const look = (): void => {
    work = check().finally(() => {
      if (wanted) timer = setTimeout(look, backoff).unref()
    })
  }
  const check = async (): Promise<void> => {
    if (current.isAlive()) {
      backoff = LOOK_MS
      return
    }
    options.report(`PostgreSQL ended, see ${current.logFile}; it starts again`)
    try {
      current = await startPostgres(options)
    } catch (error) {
      backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS)
      options.report(`PostgreSQL does not start: ${error instanceof Error ? error.message : error}`)
    }
  }
  timer = setTimeout(look, backoff).unref()

  return {
    adopted,
    connection: () => current.connection,
    pid: () => current.pid,
    stop: async () => {
      wanted = false
      clearTimeout(timer)
      await work
      clearTimeout(timer)
      await current.stop()
    },
  }
}
