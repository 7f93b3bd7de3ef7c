/** What the setup of the tests on networks (networks-setup.ts) hands to their files. */
export interface FederationPlace {
  /** Where a file that starts another federation puts its home: ended with the rest, also when the run is broken off. */
  readonly otherHomes: string
  /** Address of the networks that files take in turn (support/pool.ts). */
  readonly pool: string
}

/** A network of the pool, in the hands of the file that took it. */
export interface TakenNetwork {
  readonly home: string
  readonly portBase: number
  /** Address of its supervisor's controls, and of its return. */
  readonly control: string
}

declare module 'vitest' {
  interface ProvidedContext {
    federation: FederationPlace
  }
}
