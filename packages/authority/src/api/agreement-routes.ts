import { counterpartsOf, type DirectoryView } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { agreementsOf, LIFE } from '../register/agreement-life.ts'
import { askableBy } from '../register/catalogue.ts'
import { type Route, route } from './route.ts'
import { content, none, pageById, time, words } from './shapes.ts'

const standing = z.strictObject({
  id: z.string(),
  author: z.string(),
  /** SHA-256 in base64, as a position names it. */
  digest: z.string(),
  text: content,
  life: z.enum(LIFE),
  /** This state is asked to accept it and has no position on this very text. */
  asked: z.boolean(),
  positions: z.array(
    z.strictObject({
      state: z.string(),
      position: z.enum(['accepted', 'suspended']),
      from: time,
      decision: z.string().nullable(),
    }),
  ),
  replacedBy: z.string().nullable(),
})

const missing = z.enum(['not-yet', 'expired', 'suspended', 'not-accepted', 'stage']).nullable()

export const AGREEMENT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/authority/v1/agreements',
    id: 'listAgreements',
    ar: 'الاتفاقيات التي تخص الدولة، ومنها ما ينتظر قبولها',
    en: 'Agreements that concern this state, with those of others that wait for its acceptance',
    roles: null,
    params: none,
    query: pageById.extend({ life: z.enum(LIFE).optional(), asked: z.enum(['true', 'false']).optional() }),
    body: null,
    answer: z.strictObject({ agreements: z.array(standing) }),
    status: 200,
    errors: [],
    run: async ({ deps, now, query: { after, limit, life, asked } }) => {
      const all = await agreementsOf(deps.pool, { code: deps.code, view: deps.view(), now })
      const chosen = all.filter(
        (one) =>
          one.id > after &&
          (life === undefined || one.life === life) &&
          (asked === undefined || one.asked === (asked === 'true')),
      )
      const shown = chosen.slice(0, limit).map((one) => ({
        ...one,
        text: { ...one.text } as Record<string, unknown>,
        positions: [...one.positions],
      }))
      return { agreements: shown }
    },
  }),
  route({
    method: 'get',
    path: '/authority/v1/catalogue',
    id: 'listAskable',
    ar: 'ما يجوز لنظام أن يطلبه وممن',
    en: 'What a system may ask of whom, and what is missing where it may not yet; a page ends with a whole service',
    roles: null,
    params: none,
    query: pageById.extend({ consumer: z.string().min(1).max(512) }),
    body: null,
    answer: z.strictObject({
      services: z.array(
        z.strictObject({ service: z.string(), title: words, agreement: z.string(), purpose: z.string(), missing }),
      ),
    }),
    status: 200,
    errors: ['NOT_FOUND'],
    run: async ({ deps, now, query: { consumer, ...page } }) => {
      const view = deps.view()
      if (view !== null && !view.subsystems.has(consumer)) throw new RabtError('NOT_FOUND', { what: consumer })
      const found = view === null ? [] : askableBy(view, consumer, now, page)
      return { services: found.map((one) => ({ ...one, title: { ...one.title } })) }
    },
  }),
  route({
    method: 'get',
    path: '/authority/v1/counterparts',
    id: 'listCounterparts',
    ar: 'النظير في دولة أخرى وما يقدّمه',
    en: 'Systems of another state that do the same work, and what they offer',
    roles: null,
    params: none,
    query: z.strictObject({ of: z.string().min(1).max(512), state: z.string().regex(/^[A-Z]{2,3}$/) }),
    body: null,
    answer: z.strictObject({
      counterparts: z.array(
        z.strictObject({
          subsystem: z.string(),
          name: words,
          member: z.string(),
          memberName: words,
          sharedGroups: z.array(z.string()),
          services: z.array(z.string()),
          agreements: z.array(
            z.strictObject({ agreement: z.string(), consumer: z.string(), service: z.string(), missing }),
          ),
        }),
      ),
    }),
    status: 200,
    errors: ['NOT_FOUND'],
    run: async ({ deps, now, query: { of, state } }) => {
      const view = deps.view()
      if (view !== null) refuseUnknown(view, of, state)
      const found = view === null ? [] : counterpartsOf(view, of, state, now).slice(0, 500)
      return {
        counterparts: found.map(({ subsystem, member, sharedGroups, services, agreements }) => ({
          subsystem: subsystem.id,
          name: { ...subsystem.name },
          member: member.id,
          memberName: { ...member.name },
          sharedGroups: [...sharedGroups],
          services: services.map(({ id }) => id),
          agreements: agreements.map(({ agreement, ...one }) => ({ ...one, agreement: agreement.id })),
        })),
      }
    },
  }),
]

/** What nobody knows has no counterpart: to say so is better than an empty list. */
function refuseUnknown(view: DirectoryView, of: string, state: string): void {
  if (!view.subsystems.has(of) && !view.members.has(of)) throw new RabtError('NOT_FOUND', { what: of })
  if (!view.states.has(state)) throw new RabtError('NOT_FOUND', { what: state })
}
