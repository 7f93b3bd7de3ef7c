import { Button, ErrorSummary, Form, Notice, PageHead, Select } from '@rabt/ui'
import type { Draft } from '../../content/drafts.ts'
import { checkRecord, type Problem } from '../../content/problems.ts'
import { portalMessage } from '../../error/portal-error.ts'
import { fieldsOf } from '../../record/fields.ts'
import type { Language } from '../../record/text.ts'
import type { Session } from '../sign-in/session.ts'
import { words } from '../words.ts'
import { Fields, placeOf } from './fields.tsx'
import { StaffPage } from './frame.tsx'
import { addressOf, titleOf } from './list.tsx'

export interface EditPageProps {
  readonly lang: Language
  readonly path: string
  readonly session: Session
  readonly draft: Draft
  readonly files: readonly { readonly sha256: string; readonly name: string }[]
  /** Whether what is missing is told at each field: after it was to be submitted, or when asked. */
  readonly check: boolean
  readonly saved: boolean
}

/** The form of a draft, made from the schema of its kind. All of it works without script. */
export function EditPage(props: EditPageProps) {
  const { lang, session, draft, files } = props
  const t = words[lang]
  const fields = fieldsOf(draft.kind)
  const problems = props.check ? checkRecord({ modified: '2000-01-01T00:00:00Z', ...draft.record }).problems : []
  const takesFiles = fields.some(({ name }) => name === 'files')
  return (
    <StaffPage {...props} title={t.edit}>
      <PageHead title={titleOf(draft)} eyebrow={t.edit} />
      {props.saved ? (
        <Notice tone="good" role="status">
          {t.saved}
        </Notice>
      ) : (
        ''
      )}
      <ErrorSummary lang={lang} errors={problems.map((problem) => summaryOf(problem, lang))} />
      <Form
        action={`${addressOf(lang, draft.id)}/edit`}
        hidden={{ csrf: session.csrf, revision: String(draft.revision) }}
      >
        {/* What Enter in a field does. */}
        <button type="submit" class="unseen" name="do" value="save" tabindex={-1}>
          {t.save}
        </button>
        <Fields lang={lang} fields={fields} record={draft.record} problems={problems} />
        {takesFiles && files.length > 0 ? (
          <>
            <Select
              lang={lang}
              name="attachment"
              label={t.attachment}
              options={files.map(({ sha256, name }) => ({ value: sha256, label: name }))}
            />
            <Button name="do" value="attach">
              {t.attach}
            </Button>
          </>
        ) : (
          ''
        )}
        <p class="row">
          <Button kind="main" name="do" value="save">
            {t.save}
          </Button>{' '}
          <Button name="do" value="submit">
            {t.submit}
          </Button>{' '}
          <a href={addressOf(lang, draft.id)}>{t.back}</a>
        </p>
      </Form>
    </StaffPage>
  )
}

export function summaryOf({ path, code, params }: Problem, lang: Language) {
  return { name: path, text: `${placeOf(path, lang)}: ${portalMessage(code, lang, params)}` }
}
