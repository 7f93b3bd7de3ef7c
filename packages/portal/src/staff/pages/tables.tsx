import { Bdi, Button, Checkboxes, FileField, Form, Notice, number, PageHead, SectionHead, Table } from '@rabt/ui'
import type { Imported } from '../../content/table/import.ts'
import type { PortalError } from '../../error/portal-error.ts'
import { KINDS } from '../../record/common.ts'
import type { Language } from '../../record/text.ts'
import { KIND_WORDS } from '../labels.ts'
import type { Session } from '../sign-in/session.ts'
import { words } from '../words.ts'
import { messageOf } from './error.tsx'
import { placeOf } from './fields.tsx'
import { StaffPage } from './frame.tsx'

interface Props {
  readonly lang: Language
  readonly path: string
  readonly session: Session
  readonly imported?: Imported | undefined
  readonly error?: PortalError | undefined
}

/** Many items at once, in and out. */
export function TablesPage(props: Props) {
  const { lang, session, imported, error } = props
  const t = words[lang]
  return (
    <StaffPage {...props} title={t.tables}>
      <PageHead title={t.tables} />
      {imported === undefined ? '' : <Outcome lang={lang} imported={imported} />}
      <SectionHead title={t.importTitle} />
      <Form action={`/${lang}/staff/tables`} hidden={{ csrf: session.csrf }} files>
        <FileField
          lang={lang}
          name="table"
          label={t.file}
          hint={t.importHint}
          accept=".csv,.json"
          {...(error === undefined ? {} : { error: messageOf(error, lang) })}
        />
        <Checkboxes
          lang={lang}
          name="partial"
          label={t.importTitle}
          optional
          options={[{ value: 'true', label: t.importPart }]}
        />
        <Button kind="main">{t.send}</Button>
      </Form>
      <SectionHead title={t.exportTitle} />
      <ul>
        <li>
          <a href={`/${lang}/staff/tables/items.json`}>
            <Bdi>JSON</Bdi>
          </a>
        </li>
        {KINDS.map((kind) => (
          <li>
            <a href={`/${lang}/staff/tables/${kind}.csv`}>
              {KIND_WORDS[kind][lang]} (<Bdi>CSV</Bdi>)
            </a>
          </li>
        ))}
      </ul>
    </StaffPage>
  )
}

function Outcome({ lang, imported }: { readonly lang: Language; readonly imported: Imported }) {
  const t = words[lang]
  const { taken, problems } = imported
  const hasErrors = problems.some(({ warning }) => !warning)
  return (
    <>
      <Notice tone={hasErrors ? 'bad' : 'good'} role="status">
        <p>
          {t.importDone}: {number(taken, lang)}
        </p>
        {hasErrors ? <p>{taken === 0 ? t.importLeft : t.importSome}</p> : ''}
      </Notice>
      {problems.length === 0 ? (
        ''
      ) : (
        <Table
          lang={lang}
          id="rows"
          caption={t.problem}
          captionUnseen
          rows={problems}
          columns={[
            { label: t.row, numeric: true, cell: ({ row }) => number(row, lang) },
            { label: t.place, cell: ({ path }) => placeOf(path, lang) },
            { label: t.problem, cell: (problem) => messageOf(problem, lang) },
          ]}
        />
      )}
    </>
  )
}
