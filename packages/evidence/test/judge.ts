import { RabtError } from '@rabt/protocol'
import { buildBundle } from '../src/build-bundle.ts'
import type { BundleParts } from '../src/bundle/bundle.ts'
import type { Report } from '../src/report/statement.ts'
import { verifyBundleWith } from '../src/verify/verify-bundle.ts'
import { ROOT, T0, type World } from './world.ts'

/** When bundles are checked: an hour after the call. */
export const NOW = T0 + 3_600_000

/** Builds and verifies with the world's directory. */
export const verify = (parts: BundleParts, world: World, trustedRoot: Uint8Array | null = ROOT): Report =>
  verifyBundleWith(world.verify, buildBundle(parts), { trustedRoot, now: NOW })

/** The refusal that a check ends in; anything else fails the test. */
export function refusalOf(run: () => unknown): RabtError {
  try {
    run()
  } catch (error) {
    if (error instanceof RabtError) return error
    throw error
  }
  throw new Error('accepted')
}

/** Code and reason of a refusal. */
export function reasonOf(run: () => unknown): readonly [string, string | undefined] {
  const { code, params } = refusalOf(run)
  return [code, params.why]
}

/** Statements as `<item> <code>`, sorted. */
export const codes = (list: readonly { readonly code: string; readonly item: number | null }[]): string[] =>
  list.map(({ code, item }) => `${item ?? '-'} ${code}`).sort()
