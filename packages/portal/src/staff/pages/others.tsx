import { Bdi, Difference, Moment, number, PageHead, Table } from '@rabt/ui'
import type { Change } from '../../content/difference.ts'
import type { Version } from '../../content/review.ts'
import type { Language } from '../../record/text.ts'
import type { Session } from '../sign-in/session.ts'
import { words } from '../words.ts'
import { placeOf } from './fields.tsx'
import { StaffPage } from './frame.tsx'
import { addressOf, titleOf } from './list.tsx'

interface Common {
  readonly lang: Language
  readonly path: string
  readonly session: Session
}

/** Place by place, with what went and what came. */
export function DifferencePage(props: Common & { readonly id: string; readonly changes: readonly Change[] }) {
  const { lang, changes } = props
  const t = words[lang]
  return (
    <StaffPage {...props} title={t.difference}>
      <PageHead title={t.difference} lead={<Bdi>{props.id}</Bdi>} />
      {changes.length === 0 ? (
        <p>{t.nothing}</p>
      ) : (
        <Table
          lang={lang}
          id="difference"
          caption={t.difference}
          captionUnseen
          rows={changes}
          columns={[
            { label: t.place, heads: true, cell: ({ path }) => placeOf(path, lang) },
            {
              label: `${t.before} / ${t.after}`,
              cell: ({ path, before = '', after = '' }) => (
                <Difference lang={lang} of={path.endsWith('.ar') ? 'ar' : 'en'} before={before} after={after} />
              ),
            },
          ]}
        />
      )}
      <p>
        <a href={addressOf(lang, props.id)}>{t.back}</a>
      </p>
    </StaffPage>
  )
}

/** What waits for a second person, oldest first. */
export function ReviewPage(props: Common & { readonly versions: readonly Version[] }) {
  const { lang, versions } = props
  const t = words[lang]
  return (
    <StaffPage {...props} title={t.review}>
      <PageHead title={t.review} />
      {versions.length === 0 ? (
        <p>{t.none}</p>
      ) : (
        <Table
          lang={lang}
          id="waiting"
          caption={t.waits}
          rows={versions}
          columns={[
            {
              label: t.title,
              heads: true,
              cell: ({ item, record }) => <a href={addressOf(lang, item)}>{titleOf({ id: item, record })}</a>,
            },
            { label: t.version, numeric: true, cell: (version) => number(version.number, lang) },
            { label: t.when, cell: ({ submittedAt }) => <Moment value={submittedAt.toISOString()} lang={lang} /> },
          ]}
        />
      )}
    </StaffPage>
  )
}

export interface Act {
  readonly at: Date
  readonly person: string
  readonly action: string
  readonly subject: string
}

/** The newest acts of the tenant, for its administrator. */
export function AuditPage(props: Common & { readonly acts: readonly Act[] }) {
  const { lang, acts } = props
  const t = words[lang]
  return (
    <StaffPage {...props} title={t.audit}>
      <PageHead title={t.audit} />
      <Table
        lang={lang}
        id="audit"
        caption={t.audit}
        captionUnseen
        rows={acts}
        columns={[
          { label: t.when, cell: ({ at }) => <Moment value={at.toISOString()} lang={lang} /> },
          { label: t.who, cell: ({ person }) => <Bdi>{person}</Bdi> },
          { label: t.act, cell: ({ action }) => <Bdi>{action}</Bdi> },
          { label: t.subject, heads: true, cell: ({ subject }) => <Bdi>{subject}</Bdi> },
        ]}
      />
    </StaffPage>
  )
}
