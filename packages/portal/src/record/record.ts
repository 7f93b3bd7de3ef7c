import { z } from 'zod'
import { dataset, document } from './library.ts'
import { agency, state } from './parties.ts'
import { service } from './service.ts'
import { achievement, experience, law, news } from './stories.ts'

/** Whatever the portal shows of a state. */
export const record = z
  .discriminatedUnion('kind', [state, agency, service, document, dataset, achievement, experience, news, law])
  .refine(({ id, kind }) => id.split('/')[1] === kind, { error: 'the id names another kind', path: ['id'] })
  .refine(({ id, owner }) => id.split('/')[0] === owner.split('/')[0], {
    error: 'the owner is of another state',
    path: ['owner'],
  })

export type PortalRecord = z.infer<typeof record>
export type RecordOf<K extends PortalRecord['kind']> = Extract<PortalRecord, { kind: K }>

/** `KW` of `KW/service/traffic-violations`, and the slug. */
export function partsOf(id: string): { readonly tenant: string; readonly kind: string; readonly slug: string } {
  const [tenant = '', kind = '', slug = ''] = id.split('/')
  return { tenant, kind, slug }
}
