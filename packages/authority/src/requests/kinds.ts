import type { Queries } from '@rabt/database'
import type { z } from 'zod'
import type { Role } from '../people/roles.ts'
import type { Applied } from '../register/check.ts'
import type { DocumentName } from '../register/kinds.ts'
import { applyChanges, type ChangeSet, changeSet, type Touched, touchedBy } from './changes.ts'
import {
  type Revocation,
  revocationContent,
  revocationTouches,
  revoke,
  type Suspension,
  suspend,
  suspensionContent,
  suspensionDocument,
  suspensionTouches,
  type Undo,
} from './emergency.ts'
import {
  changePeople,
  type Dismissal,
  dismiss,
  dismissalContent,
  PEOPLE_ROLES,
  type PeopleContent,
  peopleContent,
} from './people.ts'
import { addSeal, type SealContent, type SealContext, sealContent } from './seal.ts'
import { moveStage, type StageContent, type StageContext, stageContent } from './stage.ts'

export type ApplyContext = StageContext & SealContext

/** What a kind of request is: one row of the table below. */
export interface RequestKind {
  readonly ar: string
  readonly en: string
  readonly asks: readonly Role[]
  readonly decides: readonly Role[]
  /** Whether the number of a decision must be given. */
  readonly decision: boolean
  /** In force by one person, to be confirmed within this time; `lapses`: else it is taken back. Null: two persons first. */
  readonly atOnce: { readonly confirmWithinMs: number; readonly lapses: boolean } | null
  readonly content: z.ZodType
  readonly document: (content: unknown) => DocumentName
  readonly touches: (content: unknown) => readonly Touched[]
  /** Changes the register; `undo` takes an act at once back. */
  readonly apply: (tx: Queries, content: unknown, context: ApplyContext) => Promise<Applied & { readonly undo?: Undo }>
}

const HOUR_MS = 3_600_000

/** A request that nobody decides on ends after this. */
export const REQUEST_LIFE_MS = 30 * 24 * HOUR_MS

const CONFIRM_WITHIN_MS = 72 * HOUR_MS

const NOTHING = { put: [], removed: [] } as const

type About = Pick<RequestKind, 'ar' | 'en' | 'asks' | 'decides' | 'decision'>

function ofDocument(document: DocumentName, about: About): RequestKind {
  return {
    ...about,
    atOnce: null,
    content: changeSet(document),
    document: () => document,
    touches: (content) => touchedBy(content as ChangeSet),
    apply: (tx, content, context) => applyChanges(tx, document, content as ChangeSet, context),
  }
}

export const REQUEST_KINDS = {
  registry: ofDocument('registry', {
    ar: 'الجهات والأنظمة والخدمات والصيانة',
    en: 'members, systems, services, maintenance',
    asks: ['clerk', 'officer'],
    decides: ['officer'],
    decision: false,
  }),
  agreements: ofDocument('agreements', {
    ar: 'الاتفاقيات والمواقف منها',
    en: 'agreements and positions on them',
    asks: ['clerk', 'officer'],
    decides: ['officer'],
    decision: true,
  }),
  trust: ofDocument('trust', {
    ar: 'سلطات التصديق والبوابات ومفاتيحها',
    en: 'certification authorities, gateways and their keys',
    asks: ['security'],
    decides: ['security'],
    decision: true,
  }),
  groups: ofDocument('local', {
    ar: 'مجموعات الدولة',
    en: "the state's own groups",
    asks: ['clerk', 'officer'],
    decides: ['officer'],
    decision: false,
  }),
  stage: {
    ar: 'مرحلة انضمام جهة',
    en: "a member's stage of joining",
    asks: ['clerk', 'officer'],
    decides: ['officer'],
    decision: false,
    atOnce: null,
    content: stageContent,
    document: () => 'registry',
    touches: (content) => [{ kind: 'member', id: (content as StageContent).member }],
    apply: (tx, content, context) => moveStage(tx, content as StageContent, context),
  },
  people: {
    ar: 'أشخاص الهيئة وأدوارهم ورموزهم',
    en: 'people of the authority, their roles and tokens',
    asks: PEOPLE_ROLES,
    decides: PEOPLE_ROLES,
    decision: false,
    atOnce: null,
    content: peopleContent,
    document: () => 'local',
    touches: (content) => [{ kind: 'person', id: (content as PeopleContent).person.id }],
    apply: async (tx, content, { now }) => {
      await changePeople(tx, content as PeopleContent, now)
      return NOTHING
    },
  },
  dismissal: {
    ar: 'سحب صلاحية شخص فورًا',
    en: "a person's access, taken at once",
    asks: PEOPLE_ROLES,
    decides: PEOPLE_ROLES,
    decision: false,
    // A token that may be stolen does not become good again because nobody came to the office.
    atOnce: { confirmWithinMs: CONFIRM_WITHIN_MS, lapses: false },
    content: dismissalContent,
    document: () => 'local',
    touches: (content) => [{ kind: 'person', id: (content as Dismissal).person }],
    apply: async (tx, content, { now }) => {
      const { person } = content as Dismissal
      await dismiss(tx, person, now)
      return { ...NOTHING, undo: { undo: 'dismissal', person } }
    },
  },
  seal: {
    ar: 'شهادة ختم لجهة',
    en: "a certificate for a member's seal, from this state's authority",
    asks: ['clerk', 'officer', 'security'],
    decides: ['security'],
    decision: false,
    atOnce: null,
    content: sealContent,
    document: () => 'registry',
    touches: (content) => [{ kind: 'member', id: (content as SealContent).member }],
    apply: (tx, content, context) => addSeal(tx, content as SealContent, context),
  },
  suspension: {
    ar: 'إيقاف جهة أو اتفاقية فورًا',
    en: 'suspension of a member or an agreement, at once',
    asks: ['officer', 'security'],
    decides: ['officer', 'security'],
    decision: false,
    atOnce: { confirmWithinMs: CONFIRM_WITHIN_MS, lapses: true },
    content: suspensionContent,
    document: (content) => suspensionDocument(content as Suspension),
    touches: (content) => suspensionTouches(content as Suspension),
    apply: (tx, content, context) => suspend(tx, content as Suspension, context),
  },
  revocation: {
    ar: 'سحب الثقة من بوابة أو مفاتيح أو سلطة تصديق فورًا',
    en: 'revocation of a gateway, keys or a certification authority, at once',
    asks: ['officer', 'security'],
    decides: ['officer', 'security'],
    decision: false,
    // A key that may be stolen does not become good again because nobody came to the office.
    atOnce: { confirmWithinMs: CONFIRM_WITHIN_MS, lapses: false },
    content: revocationContent,
    document: () => 'registry',
    touches: (content) => revocationTouches(content as Revocation),
    apply: (tx, content, { revision }) => revoke(tx, content as Revocation, revision),
  },
} as const satisfies Record<string, RequestKind>

export type RequestKindName = keyof typeof REQUEST_KINDS
export const REQUEST_KIND_NAMES = Object.keys(REQUEST_KINDS) as [RequestKindName, ...RequestKindName[]]

export const requestKind = (name: RequestKindName): RequestKind => REQUEST_KINDS[name]
