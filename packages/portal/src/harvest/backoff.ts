const FIRST_MS = 1_000
/** So that a state that joins or comes back is seen within a minute. */
const LONGEST_MS = 45_000

/** How long to wait after so many failures in a row: doubled each time, spread by a quarter either way. `random`: [0, 1). */
export function backoffMs(failures: number, random: () => number): number {
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10))
  return Math.round(wait * (0.75 + random() / 2))
}
