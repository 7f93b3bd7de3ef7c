import type { DirectoryView } from '@rabt/directory'
import type { UsageMeter } from '../agreements/usage-meter.ts'
import type { Spelling } from '../edge-consumer/answer/fault.ts'
import type { LocalRegistry } from '../registry/local-registry.ts'
import type { ServiceCaller } from './service/caller.ts'
import type { ProviderLimits } from './service/limits.ts'

/** The part of pino that the provider's edge uses. */
export interface ProviderLog {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface ProvideDeps {
  readonly registry: LocalRegistry
  /** Current directory. Throws RabtError (DIRECTORY_OUTDATED) when nothing may be served any more. */
  readonly directory: () => DirectoryView
  /** Throws RabtError (DIRECTORY_READ_ONLY, DIRECTORY_OUTDATED) for a method that this directory is too old for. */
  readonly mayRun: (method: string) => void
  /** Counts calls against what their agreement allows. */
  readonly usage: Pick<UsageMeter, 'take'>
  readonly caller: ServiceCaller
  /** Unix milliseconds. */
  readonly clock: () => number
  /** n random bytes from a cryptographic source. */
  readonly random: (n: number) => Uint8Array
  readonly spelling: Spelling
  readonly log: ProviderLog
  readonly limits?: ProviderLimits
}
