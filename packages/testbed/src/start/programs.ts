import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The programs that the supervisor runs, each as a process of its own. */
export const PROGRAMS = {
  authorities: join(source, 'authorities/main.ts'),
  agencies: join(source, 'agencies/main.ts'),
  identity: join(source, 'identity/main.ts'),
  /** Compiled, as all with pages is (scripts/run/build.mjs). */
  portal: join(source, '../../portal/dist/main.js'),
  gateway: join(source, '../../gateway/src/main.ts'),
  gatewayLibrary: join(source, '../../gateway/src/index.ts'),
} as const

/**
 * Under load V8's young generation grows to 64 MiB and more, which buys a gateway no speed; its four helper threads compete for the cores with
 * the gateways: one is enough; a few MiB of network buffers make it mark the whole heap every second, unless they count with the heap; and the
 * largest heap that it may have decides how much garbage it leaves lying: with this one a gateway stays below 250 MiB. What its start leaves
 * lying it gives back (`gc`).
 */
export const GATEWAY_OPTIONS = [
  '--max-semi-space-size=16',
  '--v8-pool-size=1',
  '--external-memory-accounted-in-global-limit',
  '--max-old-space-size=1536',
  '--expose-gc',
] as const

/** The portal must stay below 250 MiB: it does little by itself, and what a harvest leaves lying is collected soon. */
export const PORTAL_OPTIONS = ['--max-semi-space-size=4', '--v8-pool-size=1', '--max-old-space-size=512'] as const

/** Version of the testbed's package: of the release that writes a home. */
export const RELEASE = (
  JSON.parse(readFileSync(join(source, '../package.json'), 'utf8')) as { readonly version: string }
).version
