import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import type { Person } from '../people/roles.ts'
import { findPerson, listPeople, tokensOf } from '../people/store.ts'
import { type Route, route } from './route.ts'
import { none, pageById, person, time } from './shapes.ts'

const shown = ({ id, name, roles, active }: Person): z.input<typeof person> => ({ id, name, roles: [...roles], active })

const token = z.strictObject({
  label: z.string(),
  /** SHA-256 (hex). */
  digest: z.string(),
  created: time,
  expires: time,
  ended: time.nullable(),
})

export const PEOPLE_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/authority/v1/me',
    id: 'getMe',
    ar: 'من أنا وما أدواري',
    en: 'Who I am and what my roles are',
    roles: null,
    params: none,
    query: none,
    body: null,
    answer: person,
    status: 200,
    errors: [],
    run: async ({ person: who }) => shown(who),
  }),
  route({
    method: 'get',
    path: '/authority/v1/people',
    id: 'listPeople',
    ar: 'أشخاص الهيئة',
    en: 'People of the authority',
    roles: ['officer', 'security', 'auditor'],
    params: none,
    query: pageById,
    body: null,
    answer: z.strictObject({ people: z.array(person) }),
    status: 200,
    errors: [],
    run: async ({ deps, query }) => ({ people: (await listPeople(deps.pool, query)).map(shown) }),
  }),
  route({
    method: 'get',
    path: '/authority/v1/people/{id}',
    id: 'getPerson',
    ar: 'شخص ورموزه ببصماتها',
    en: 'A person with the digests of their tokens',
    roles: ['officer', 'security', 'auditor'],
    params: z.strictObject({ id: z.string().max(64) }),
    query: none,
    body: null,
    answer: z.strictObject({ person, tokens: z.array(token) }),
    status: 200,
    errors: [],
    run: async ({ deps, params }) => {
      const found = await findPerson(deps.pool, params.id)
      if (found === null) throw new RabtError('NOT_FOUND', { what: params.id })
      return { person: shown(found), tokens: (await tokensOf(deps.pool, params.id)).map((each) => ({ ...each })) }
    },
  }),
]
