import { Badge, type Language, SampleBadge } from '@rabt/ui'
import type { Tenant } from '../../record/common.ts'
import type { PortalRecord } from '../../record/record.ts'
import { partsOf } from '../../record/record.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'

/** Whose it is, and whether it was made up for the sample federation. */
export function Marks({ record, lang }: { readonly record: PortalRecord; readonly lang: Language }) {
  const tenant = partsOf(record.id).tenant as Tenant
  return (
    <>
      <Badge tone="calm">{TENANT_NAMES[tenant][lang]}</Badge> {record.sample ? <SampleBadge lang={lang} /> : ''}
    </>
  )
}
