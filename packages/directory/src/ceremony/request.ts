import type { AgreementsContent } from '../document/agreements.ts'
import type { RegistryContent } from '../document/registry.ts'
import type { TrustContent } from '../document/trust.ts'
import type { FoundingPlan } from '../publish/create.ts'
import type { StateEntry } from '../publish/documents.ts'
import type { OnlineHolders } from '../publish/metadata.ts'
import type { Holder } from '../publish/signer.ts'

/** Documents that a state brings to a ceremony. */
export interface Contents {
  readonly trust?: TrustContent | undefined
  readonly registry?: RegistryContent | undefined
  readonly agreements?: AgreementsContent | undefined
}

/** What a ceremony is to do. Codes are those of states, or `GCC` where a key is meant. */
export type CeremonyRequest =
  | { readonly kind: 'found'; readonly plan: Omit<FoundingPlan, 'act'> }
  | {
      readonly kind: 'admit'
      readonly state: Omit<StateEntry, 'decision'>
      readonly key: Holder
      readonly opsKey: Holder
      readonly contents?: Contents
    }
  /** `revocationsTo`: the last revocation by the threshold of states that a suspension confirms. */
  | {
      readonly kind: 'stage'
      readonly state: string
      readonly stage: StateEntry['stage']
      readonly revocationsTo?: number | undefined
    }
  /** `rootKey`: whether the state's key leaves the root too; `threshold` then is that of the new root. */
  | {
      readonly kind: 'withdraw'
      readonly state: string
      readonly rootKey?: string | undefined
      readonly threshold?: number | undefined
    }
  | {
      readonly kind: 'rotate-root'
      readonly add: readonly { readonly key: Holder; readonly holder: string | null }[]
      /** Key ids. */
      readonly remove: readonly string[]
      readonly threshold?: number | undefined
    }
  | {
      readonly kind: 'rotate-state'
      readonly state: string
      readonly key?: Holder | undefined
      readonly opsKey?: Holder | undefined
      /** New issues, where the old ones must not stay: after a theft. */
      readonly contents?: Contents
    }
  | { readonly kind: 'rotate-online'; readonly online: OnlineHolders }
  /** Signs anew, for longer: what concerns all (`root`, `targets`), or one state's own roles. */
  | { readonly kind: 'extend'; readonly top: readonly ('root' | 'targets')[]; readonly days?: number | undefined }
  | { readonly kind: 'extend'; readonly state: string; readonly days?: number | undefined }
