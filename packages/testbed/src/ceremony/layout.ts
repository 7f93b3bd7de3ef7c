import { join } from 'node:path'

/** Where things lie in the home of a testbed. */
export const layout = (home: string) => ({
  home,
  version: join(home, 'VERSION'),
  /** What the founding fixed: port base and date. */
  network: join(home, 'network.json'),
  /** The federation's first root metadata: what everybody is told to trust. */
  root: join(home, 'root.json'),
  officers: join(home, 'officers'),
  /** The copy of the directory's repository at the authority that writes from the founding on, Kuwait's. */
  repository: join(home, 'authorities', 'kw', 'directory'),
  /** Each authority's own copy, which it serves. */
  mirror: (code: string): string => join(home, 'authorities', code.toLowerCase(), 'directory'),
  /** What each authority verified, for itself alone. */
  mirrorMemory: (code: string): string => join(home, 'authorities', code.toLowerCase(), 'verified'),
  authority: (code: string): string => join(home, 'authorities', code.toLowerCase()),
  /** What a state brings when it joins: `trust.json`, `registry.json`, `agreements.json`, without a signature. */
  joining: (code: string): string => join(home, 'authorities', code.toLowerCase(), 'joining'),
  node: (code: string): string => join(home, code.toLowerCase()),
  postgres: join(home, 'postgres'),
  /** `portal.json`. */
  portal: join(home, 'portal'),
  identity: join(home, 'identity'),
  /** Client certificates of the sample agencies' systems. */
  clients: join(home, 'agencies', 'clients'),
  agencies: join(home, 'agencies'),
  logs: join(home, 'log'),
  runs: join(home, 'run'),
})

export type Layout = ReturnType<typeof layout>
