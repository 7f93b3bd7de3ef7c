/** What the figures do not show; kept with them. */
export const LIMITS: readonly string[] = [
  'One machine: load generator, both gateways, both journals (two databases of one PostgreSQL), service and peers share its cores and its disk.',
  'Loopback: no distance between the states, no loss; latency of real lines comes on top, once in each direction.',
  'The peers sign, verify, authorise and record nothing; they authenticate both hops and forward.',
  'Closed loop of callers on one thread; p99 is corrected for coordinated omission as wrk does it. A difference of less than 15 % is nothing.',
  'CPU is counted in hundredths of a second over a run, children and the third of a second after the last answer included.',
  'PostgreSQL in the state of a server in use: WAL segments recycled (bench/network/steady-wal.ts), databases that hold the exchanges of earlier runs.',
]
