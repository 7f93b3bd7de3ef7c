import { Button, Checkboxes, DateField, Form, More, PageHead, SectionHead, Select, TextField } from '@rabt/ui'
import type { PromiseRow } from '../../launch/read.ts'
import { STAGES, type Stage, SUBJECTS, subjectName } from '../../launch/subjects.ts'
import type { Language } from '../../record/text.ts'
import type { Session } from '../sign-in/session.ts'
import { words } from '../words.ts'
import { StaffPage } from './frame.tsx'

interface Props {
  readonly lang: Language
  readonly path: string
  readonly session: Session
  readonly promises: readonly PromiseRow[]
}

/** Where the Secretariat's administrator records decisions and promises; readers see them at `/launch`. */
export function LaunchDeskPage(props: Props) {
  const { lang, session, promises } = props
  const t = words[lang]
  const here = `/${lang}/staff/launch`
  const hidden = { csrf: session.csrf }
  const subjects = SUBJECTS.map((subject) => ({ value: subject, label: subjectName(subject)[lang] }))
  const stages = (Object.keys(STAGES) as Stage[]).map((stage) => ({ value: stage, label: STAGES[stage][lang] }))
  const open = promises.filter(({ kept }) => !kept)
  return (
    <StaffPage {...props} title={t.launch}>
      <PageHead title={t.launch}>
        <More href={`/${lang}/launch`} label={t.preview} />
      </PageHead>
      <SectionHead title={t.decide} />
      <Form action={`${here}/decide`} hidden={hidden}>
        <Select lang={lang} name="subject" label={t.subject} options={subjects} />
        <Select lang={lang} name="stage" label={t.stage} options={stages} />
        <TextField lang={lang} name="number" label={t.decisionNumber} maxlength={60} />
        <DateField lang={lang} name="on" label={t.decisionDay} />
        <Button kind="main">{t.decide}</Button>
      </Form>
      <SectionHead title={t.promise} />
      <Form action={`${here}/promise`} hidden={hidden}>
        <Select lang={lang} name="about" label={t.subject} options={subjects} />
        <TextField lang={lang} name="ar" label={`${t.missing} ${t.inArabic}`} written="ar" maxlength={300} />
        <TextField lang={lang} name="en" label={`${t.missing} ${t.inEnglish}`} written="en" maxlength={300} />
        <DateField lang={lang} name="due" label={t.due} />
        <Button kind="main">{t.promise}</Button>
      </Form>
      {open.length === 0 ? (
        ''
      ) : (
        <>
          <SectionHead title={t.promises} />
          <Form action={`${here}/move`} hidden={hidden}>
            <Select
              lang={lang}
              name="promise"
              label={t.promises}
              options={open.map(({ id, missing, due }) => ({
                value: String(id),
                label: `${missing[lang] ?? missing.ar} (${due})`,
              }))}
            />
            <DateField lang={lang} name="to" label={t.due} />
            <Checkboxes lang={lang} name="kept" label={t.kept} options={[{ value: 'true', label: t.kept }]} />
            <Button>{t.move}</Button>
          </Form>
        </>
      )}
    </StaffPage>
  )
}
