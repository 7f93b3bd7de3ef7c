import { type PortalRecord, record } from '@rabt/portal'
import { makeContent, STATES } from '@rabt/testbed'

/** What the six sample states publish: 1 200 services and some 400 other records. */
export const sampleRecords = (): readonly PortalRecord[] =>
  STATES.flatMap(({ code }) => makeContent(code).items.map((item) => record.parse(item.record)))
