/** A way from the caller to the service over two hops: ours, or one that it is compared with. */
export interface Chain {
  readonly name: 'rabt' | 'nginx' | 'caddy'
  /** Where the load goes; the calls' paths are appended. */
  readonly url: string
  /** Process numbers by part: `consumer` and `provider` of every chain, `postgres` of ours. CPU counts with their children. */
  pids(): Readonly<Record<string, number>>
}
