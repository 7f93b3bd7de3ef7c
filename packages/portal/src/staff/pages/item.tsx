import {
  Badge,
  Bdi,
  Button,
  Definitions,
  Form,
  Moment,
  number,
  PageHead,
  SectionHead,
  TextArea,
  written,
} from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { Draft } from '../../content/drafts.ts'
import { missingIn } from '../../content/languages.ts'
import { checkRecord } from '../../content/problems.ts'
import type { Version } from '../../content/review.ts'
import { type PortalErrorCode, portalMessage } from '../../error/portal-error.ts'
import { LANGUAGES, type Language } from '../../record/text.ts'
import { KIND_WORDS } from '../labels.ts'
import type { Session } from '../sign-in/session.ts'
import { words } from '../words.ts'
import { summaryOf } from './edit.tsx'
import { placeOf } from './fields.tsx'
import { StaffPage } from './frame.tsx'
import { addressOf, StateBadge, titleOf } from './list.tsx'
import { Preview } from './preview.tsx'

interface Props {
  readonly lang: Language
  readonly path: string
  readonly session: Session
  readonly draft: Draft
  readonly versions: readonly Version[]
}

/** An item: how far it is, what may be done with it, its versions, and what readers would see. */
export function ItemPage(props: Props) {
  const { lang, draft } = props
  const t = words[lang]
  const { problems } = checkRecord({ modified: '2000-01-01T00:00:00Z', ...draft.record })
  return (
    <StaffPage {...props} title={`${KIND_WORDS[draft.kind][lang]} ${draft.id}`}>
      <PageHead title={titleOf(draft)} eyebrow={KIND_WORDS[draft.kind][lang]}>
        <StateBadge lang={lang} state={draft.state} /> <Bdi>{draft.id}</Bdi>
      </PageHead>
      <Acts {...props} />
      <SectionHead title={t.missing} />
      {problems.length === 0 ? (
        <p>{t.complete}</p>
      ) : (
        <ul>
          {problems.map((problem) => (
            <li>
              <a href={`${addressOf(lang, draft.id)}/edit?check=1#field-${problem.path.replace(/[^\w-]/g, '-')}`}>
                {written(summaryOf(problem, lang).text, lang)}
              </a>
            </li>
          ))}
        </ul>
      )}
      <SectionHead title={t.languages} />
      <Definitions
        rows={LANGUAGES.map((language) => {
          const missing = missingIn(language, draft.record)
          return [
            language === 'ar' ? t.arabic : t.english,
            missing.length === 0
              ? t.whole
              : t.missingTexts(missing.map((path) => placeOf(path, lang)).join(lang === 'ar' ? '، ' : ', ')),
          ]
        })}
      />
      <SectionHead title={t.versions} />
      <Versions {...props} />
      <SectionHead title={t.preview} />
      <Preview lang={lang} draft={draft} />
    </StaffPage>
  )
}

/** Only what this person may do now; the database refuses the rest whatever is sent. */
function Acts({ lang, session, draft, versions }: Props) {
  const t = words[lang]
  const { roles, person, csrf } = session
  const here = addressOf(lang, draft.id)
  const open = versions.find(({ decision }) => decision === null)
  const waiting = versions.find(
    ({ decision, publishedAt, problem }) => decision === 'approved' && !publishedAt && !problem,
  )
  const isReviewer = roles.includes('reviewer')
  const form = (act: string, hidden: Readonly<Record<string, string>>, children: Child) => (
    <Form action={`${here}/${act}`} hidden={{ csrf, ...hidden }}>
      {children}
    </Form>
  )
  return (
    <div class="flow">
      {roles.includes('editor') && draft.state !== 'submitted' ? (
        <div class="row">
          <Button kind="main" href={`${here}/edit`}>
            {t.edit}
          </Button>{' '}
          {draft.state === 'draft'
            ? form('submit', { revision: String(draft.revision) }, <Button>{t.submit}</Button>)
            : ''}{' '}
          {versions.length === 0 && draft.authors.includes(person)
            ? form('discard', { revision: String(draft.revision) }, <Button kind="risky">{t.discard}</Button>)
            : ''}
        </div>
      ) : (
        ''
      )}
      {open?.authors.includes(person)
        ? form('decide', { number: String(open.number), decision: 'taken-back' }, <Button>{t.takeBack}</Button>)
        : ''}
      {open !== undefined && isReviewer && !open.authors.includes(person) ? (
        <>
          {form(
            'decide',
            { number: String(open.number), decision: 'approved' },
            <>
              <Time lang={lang} name="at" label={t.approveAt} hint={t.approveHint} />
              <Button kind="main">{t.approve}</Button>
            </>,
          )}
          {form(
            'decide',
            { number: String(open.number), decision: 'returned' },
            <>
              <TextArea lang={lang} name="reason" label={t.reason} rows={3} maxlength={2_000} />
              <Button>{t.sendBack}</Button>
            </>,
          )}
        </>
      ) : (
        ''
      )}
      {waiting !== undefined && isReviewer
        ? form(
            'schedule',
            { number: String(waiting.number) },
            <>
              <Time lang={lang} name="at" label={t.approveAt} hint={t.approveHint} />
              <Button>{t.schedule}</Button>
            </>,
          )
        : ''}
      {isReviewer && versions.some(({ publishedAt }) => publishedAt !== null) && draft.state !== 'retired'
        ? form(
            'retire',
            {},
            <>
              <Time lang={lang} name="at" label={t.retireAt} hint={t.approveHint} />
              <Button kind="risky">{t.retire}</Button>
            </>,
          )
        : ''}
    </div>
  )
}

function Time(props: {
  readonly lang: Language
  readonly name: string
  readonly label: string
  readonly hint: string
}) {
  const id = `field-${props.name}-${props.label.length}`
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <p class="hint">{props.hint}</p>
      <input id={id} type="datetime-local" name={props.name} class="short" dir="ltr" />
    </div>
  )
}

function Versions({ lang, draft, versions }: Props) {
  const t = words[lang]
  if (versions.length === 0) return <p>{t.none}</p>
  return (
    <ol class="times" reversed>
      {versions.map((version) => (
        <li>
          <Moment value={version.submittedAt.toISOString()} lang={lang} />{' '}
          <strong>
            {t.version} {number(version.number, lang)}
          </strong>{' '}
          <Outcome lang={lang} version={version} /> {version.reason === null ? '' : <p dir="auto">{version.reason}</p>}
          <a href={`${addressOf(lang, draft.id)}/difference?to=${version.number}`}>{t.compare}</a>
        </li>
      ))}
    </ol>
  )
}

function Outcome({ lang, version }: { readonly lang: Language; readonly version: Version }) {
  const t = words[lang]
  if (version.problem !== null) {
    return <Badge tone="bad">{portalMessage(version.problem as PortalErrorCode, lang, { id: version.item })}</Badge>
  }
  if (version.publishedAt !== null) {
    return (
      <Badge tone="good">
        {t.out} <Moment value={version.publishedAt.toISOString()} lang={lang} />
      </Badge>
    )
  }
  if (version.decision === null) return <Badge tone="wait">{t.waits}</Badge>
  if (version.decision !== 'approved') return <Badge tone="calm">{t.decisions[version.decision]}</Badge>
  return (
    <Badge tone="wait">
      {t.waiting} {version.publishAt === null ? '' : <Moment value={version.publishAt.toISOString()} lang={lang} />}
    </Badge>
  )
}
