/** Where the shared federation runs; handed from its start (federation-setup.ts) to the tests. */
export interface FederationPlace {
  readonly home: string
  /** Where a file that starts another federation puts its home: ended with the rest, also when the run is broken off. */
  readonly otherHomes: string
  readonly portBase: number
  /** Address of the supervisor's controls (support/control.ts). */
  readonly control: string
}

declare module 'vitest' {
  interface ProvidedContext {
    federation: FederationPlace
  }
}
