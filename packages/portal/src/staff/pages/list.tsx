import { Badge, Bdi, Button, Form, Moment, PageHead, Select, Table, Tabs, TextField, type Tone } from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { Draft, DraftState } from '../../content/drafts.ts'
import type { PortalError } from '../../error/portal-error.ts'
import { KINDS } from '../../record/common.ts'
import { memberOf } from '../../record/fields.ts'
import type { Language } from '../../record/text.ts'
import { KIND_WORDS } from '../labels.ts'
import type { Session } from '../sign-in/session.ts'
import { words } from '../words.ts'
import { messageOf } from './error.tsx'
import { StaffPage } from './frame.tsx'

const STATES: readonly DraftState[] = ['draft', 'submitted', 'approved', 'published', 'retired']
const TONES: Readonly<Record<DraftState, Tone>> = {
  draft: 'calm',
  submitted: 'wait',
  approved: 'wait',
  published: 'good',
  retired: 'bad',
}

interface Common {
  readonly lang: Language
  readonly path: string
  readonly session: Session
}

export function ListPage(
  props: Common & { readonly drafts: readonly Draft[]; readonly state: DraftState | undefined },
) {
  const { lang, drafts, state } = props
  const t = words[lang]
  const tab = (one: DraftState | undefined) => ({
    label: one === undefined ? t.all : t.states[one],
    href: `/${lang}/staff${one === undefined ? '' : `?state=${one}`}`,
    current: one === state,
  })
  return (
    <StaffPage {...props} title={t.drafts}>
      <PageHead title={t.drafts}>
        <Button kind="main" href={`/${lang}/staff/new`}>
          {t.create}
        </Button>
      </PageHead>
      <Tabs label={t.state} tabs={[undefined, ...STATES].map(tab)} />
      {drafts.length === 0 ? (
        <p>{t.none}</p>
      ) : (
        <Table
          lang={lang}
          id="drafts"
          caption={t.drafts}
          captionUnseen
          rows={drafts}
          columns={[
            { label: t.title, heads: true, cell: (draft) => <a href={addressOf(lang, draft.id)}>{titleOf(draft)}</a> },
            { label: t.kind, cell: ({ kind }) => KIND_WORDS[kind][lang] },
            { label: t.state, cell: (draft) => <StateBadge lang={lang} state={draft.state} /> },
            { label: t.changed, cell: ({ changedAt }) => <Moment value={changedAt.toISOString()} lang={lang} /> },
          ]}
        />
      )}
    </StaffPage>
  )
}

export function StateBadge({ lang, state }: { readonly lang: Language; readonly state: DraftState }) {
  return <Badge tone={TONES[state]}>{words[lang].states[state]}</Badge>
}

/** `/ar/staff/items/news/eid` of `KW/news/eid`. */
export function addressOf(lang: Language, id: string): string {
  return `/${lang}/staff/items/${id.split('/').slice(1).join('/')}`
}

/** The title as it is written so far, else the id. */
export function titleOf({ id, record }: Pick<Draft, 'id' | 'record'>): Child {
  const title = memberOf(memberOf(record, 'title'), 'ar')
  return typeof title === 'string' ? (
    <span lang="ar" dir="rtl">
      {title}
    </span>
  ) : (
    <Bdi>{id}</Bdi>
  )
}

export function NewPage(
  props: Common & { readonly error?: PortalError; readonly slug?: string; readonly kind?: string },
) {
  const { lang, session, error } = props
  const t = words[lang]
  return (
    <StaffPage {...props} title={t.create}>
      <PageHead title={t.create} />
      <Form action={`/${lang}/staff/new`} hidden={{ csrf: session.csrf }}>
        <Select
          lang={lang}
          name="kind"
          label={t.kind}
          value={props.kind}
          options={KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind][lang] }))}
        />
        <TextField
          lang={lang}
          name="slug"
          label={t.slug}
          hint={t.slugHint}
          written="en"
          maxlength={80}
          value={props.slug}
          {...(error === undefined ? {} : { error: messageOf(error, lang) })}
        />
        <Button kind="main">{t.create}</Button>
      </Form>
    </StaffPage>
  )
}
