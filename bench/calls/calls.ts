import { SERVICES, serviceId, subsystemId } from '@rabt/testbed'
import { makeRecord } from './records.ts'

export const CONSUMER = 'KW'
export const PROVIDER = 'QA'

/** One HTTP request of a member's system: the same bytes go to each chain. */
export interface Call {
  /** POST unless said. */
  readonly method?: 'GET'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Empty where nothing is sent. */
  readonly body: string
}

/** Records of each member. A batch of the link holds some dozens of entries: none should meet itself in it. */
const RECORDS = 200

/** The calls that the load repeats: five members of Kuwait in turn, each asking its counterpart in Qatar. */
export function makeCalls(): readonly Call[] {
  return Array.from({ length: RECORDS }, (_, record) =>
    SERVICES.map((service) => ({
      path: `/r1/${serviceId(PROVIDER, service)}/cases/${record % 40}`,
      headers: {
        'X-Road-Client': subsystemId(CONSUMER, service),
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      body: makeRecord(service.subsystem, record + 1),
    })),
  ).flat()
}
