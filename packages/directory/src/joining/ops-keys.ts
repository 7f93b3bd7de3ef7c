import { authorityOf } from '../metadata/names.ts'
import type { CheckedView } from '../view.ts'
import type { OpsKeys } from './report.ts'

/** The keys that a directory version delegates the states' online roles to. */
export const opsKeysOf =
  (view: Pick<CheckedView, 'issuers'>): OpsKeys =>
  (state) =>
    view.issuers.get(state)?.roles.get(authorityOf(state).registry.role)?.keys
