import {
  Badge,
  Bdi,
  Blocks,
  Day,
  Definitions,
  fileSize,
  type Language,
  messages,
  mixed,
  PageHead,
  SectionHead,
  say,
} from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { PublishedItem } from '../../content/published.ts'
import type { FileOf } from '../../record/library.ts'
import type { RecordOf } from '../../record/record.ts'
import { DOCUMENT_TYPES, FORMATS, FREQUENCIES, THEMES } from '../../taxonomy/library.ts'
import { LICENCE_NAMES } from '../../taxonomy/licences.ts'
import { Sources } from '../parts/facts.tsx'
import { Glance } from '../parts/glance.tsx'
import { Marks } from '../parts/marks.tsx'
import { Origin } from '../parts/origin.tsx'

const words = messages(
  {
    files: 'الملفات',
    download: 'تنزيل',
    preview: 'معاينة',
    type: 'النوع',
    themes: 'الموضوعات',
    frequency: 'التحديث',
    temporal: 'المدة',
    licence: 'شروط الاستعمال',
    issued: 'صدر',
    sources: 'المصادر',
    fingerprint: 'البصمة',
    owner: 'الجهة المسؤولة',
    until: 'إلى',
    machine: 'للبرامج',
  },
  {
    files: 'Files',
    download: 'Download',
    preview: 'Preview',
    type: 'Type',
    themes: 'Themes',
    frequency: 'Updated',
    temporal: 'Period',
    licence: 'Terms of use',
    issued: 'Issued',
    sources: 'Sources',
    fingerprint: 'Fingerprint',
    owner: 'Responsible body',
    until: 'to',
    machine: 'For programs',
  },
)

export interface LibraryItemProps {
  readonly lang: Language
  readonly now: number
  readonly item: PublishedItem
  readonly record: RecordOf<'document'> | RecordOf<'dataset'>
  readonly ownerName: Child
  /** Table and chart of the data, where a file of it can be read. */
  readonly preview?: Child
}

/** A document or a data set: what it is, what may be done with it, its files with their fingerprints, and what is in them. */
export function LibraryItem({ lang, now, item, record, ownerName, preview }: LibraryItemProps) {
  const t = words[lang]
  const kind = record.kind === 'document' ? DOCUMENT_TYPES[record.type][lang] : THEMES[record.themes[0] ?? 'GOVE'][lang]
  return (
    <>
      <PageHead title={say(record.title, lang)} eyebrow={kind} lead={say(record.summary, lang)}>
        <Marks record={record} lang={lang} />
      </PageHead>
      <div class="beside">
        <div class="flow">
          <SectionHead title={t.files} id="files" />
          <ul class="plain">
            {record.files.map((file) => (
              <li>
                <FileLink file={file} lang={lang} />
              </li>
            ))}
          </ul>
          {preview === undefined ? (
            ''
          ) : (
            <>
              <SectionHead title={t.preview} id="preview" />
              {preview}
            </>
          )}
          {record.kind === 'document' ? <Blocks blocks={record.body} lang={lang} /> : ''}
          <Sources sources={record.sources} lang={lang} label={t.sources} />
        </div>
        <Glance lang={lang}>
          <Definitions
            narrow
            rows={[
              [t.owner, ownerName],
              [t.themes, record.themes.map((code) => THEMES[code][lang]).join(lang === 'ar' ? '، ' : ', ')],
              [t.frequency, record.kind === 'dataset' ? FREQUENCIES[record.frequency][lang] : undefined],
              [
                t.temporal,
                record.kind === 'dataset' && record.temporal !== undefined ? (
                  <>
                    <Day value={record.temporal.from} lang={lang} /> {t.until}{' '}
                    <Day value={record.temporal.to} lang={lang} />
                  </>
                ) : undefined,
              ],
              [t.issued, <Day value={record.issued} lang={lang} />],
              [t.licence, LICENCE_NAMES[record.licence][lang]],
            ]}
          />
        </Glance>
      </div>
      <Origin item={item} lang={lang} now={now} />
    </>
  )
}

function FileLink({ file, lang }: { readonly file: FileOf; readonly lang: Language }) {
  const t = words[lang]
  return (
    <>
      <a href={`/files/${file.sha256}/${file.name}`} download={file.name}>
        {say(file.title, lang)}
      </a>{' '}
      <Badge>{mixed(FORMATS[file.format][lang], lang)}</Badge> <span class="soft">{fileSize(file.bytes, lang)}</span>{' '}
      <small class="soft">
        {t.fingerprint} <Bdi>{`SHA-256 ${file.sha256.slice(0, 16)}…`}</Bdi>
      </small>
    </>
  )
}
