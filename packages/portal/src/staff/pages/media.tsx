import { Bdi, Button, FileField, Form, fileSize, Moment, PageHead, SectionHead, Table } from '@rabt/ui'
import type { Attachment } from '../../content/attachments.ts'
import type { PortalError } from '../../error/portal-error.ts'
import type { Language } from '../../record/text.ts'
import type { Session } from '../sign-in/session.ts'
import { words } from '../words.ts'
import { messageOf } from './error.tsx'
import { StaffPage } from './frame.tsx'

interface Props {
  readonly lang: Language
  readonly path: string
  readonly session: Session
  readonly files: readonly Attachment[]
  readonly error?: PortalError | undefined
}

/** The tenant's files, and the way to bring another. */
export function MediaPage(props: Props) {
  const { lang, session, files, error } = props
  const t = words[lang]
  return (
    <StaffPage {...props} title={t.media}>
      <PageHead title={t.media} />
      <Form action={`/${lang}/staff/media`} hidden={{ csrf: session.csrf }} files>
        <FileField
          lang={lang}
          name="file"
          label={t.upload}
          hint={t.fileHint}
          accept=".pdf,.csv,.json,.xlsx,.png,.jpg,.jpeg"
          {...(error === undefined ? {} : { error: messageOf(error, lang) })}
        />
        <Button kind="main">{t.upload}</Button>
      </Form>
      <SectionHead title={t.media} />
      {files.length === 0 ? (
        <p>{t.none}</p>
      ) : (
        <Table
          lang={lang}
          id="files"
          caption={t.media}
          captionUnseen
          rows={files}
          columns={[
            {
              label: t.file,
              heads: true,
              cell: ({ sha256, name }) => (
                <a href={`/${lang}/staff/media/${sha256}`}>
                  <Bdi>{name}</Bdi>
                </a>
              ),
            },
            { label: t.size, numeric: true, cell: ({ bytes }) => fileSize(bytes, lang) },
            { label: t.when, cell: ({ uploadedAt }) => <Moment value={uploadedAt.toISOString()} lang={lang} /> },
          ]}
        />
      )}
    </StaffPage>
  )
}
