/** `@rabt/portal/harvest`: what measures a harvest needs of it. */
export { migrate } from '../database/migrate.ts'
export { openPools } from '../database/pools.ts'
export { indexRecords } from '../search/index/store.ts'
export { type AskState, askThrough } from './ask-state.ts'
export { type HarvestDeps, type HarvestResult, harvestState } from './harvest-state.ts'
