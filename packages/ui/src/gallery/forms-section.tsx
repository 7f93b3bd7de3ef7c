import { Checkboxes, Radios, Select } from '../forms/choices.tsx'
import { ChosenFilters, Facets } from '../forms/facets.tsx'
import { ErrorSummary, Form } from '../forms/form.tsx'
import { DateField, FileField, TextArea, TextField } from '../forms/text-field.tsx'
import { Button } from '../parts/button.tsx'
import { Copyable } from '../parts/copyable.tsx'
import { Dialog, DialogButton } from '../parts/dialog.tsx'
import { SectionHead } from '../parts/heading.tsx'
import type { Language } from '../text/language.ts'
import { messages } from '../text/messages.ts'

const words = messages(
  {
    title: 'نماذج وتصفية',
    arabic: 'العنوان بالعربية',
    english: 'العنوان بالإنجليزية',
    body: 'الملخص',
    bodyHint: 'جملتان أو ثلاث، بلا بيانات شخصية.',
    mail: 'البريد الإلكتروني',
    sector: 'القطاع',
    sectors: ['المرور', 'التجارة', 'الصحة'],
    audience: 'لمن الخدمة؟',
    audiences: ['المواطنون', 'المقيمون', 'الأعمال'],
    level: 'المستوى المعلن',
    levels: ['معلومات', 'معاملة', 'متكاملة'],
    levelHint: 'كما أعلنته الجهة.',
    day: 'تاريخ النشر',
    file: 'ملف البيانات',
    fileHint: 'ملف جدول لا يزيد على عشرة ميغابايت.',
    wrong: 'اكتب عنوانًا بالعربية، مثل: مخالفات المرور.',
    wrongFile: 'اختر ملفًا.',
    send: 'إرسال للمراجعة',
    why: 'لماذا نسأل؟',
    because: 'يراجع المحتوى شخص ثانٍ قبل نشره، ويُحفظ من كتب ومن راجع.',
    record: 'معرّف السجل:',
  },
  {
    title: 'Forms and filters',
    arabic: 'Title in Arabic',
    english: 'Title in English',
    body: 'Summary',
    bodyHint: 'Two or three sentences, without personal data.',
    mail: 'E-mail',
    sector: 'Sector',
    sectors: ['Traffic', 'Trade', 'Health'],
    audience: 'Who is the service for?',
    audiences: ['Citizens', 'Residents', 'Businesses'],
    level: 'Declared level',
    levels: ['Information', 'Transaction', 'Integrated'],
    levelHint: 'As its agency declares it.',
    day: 'Day of publication',
    file: 'Data file',
    fileHint: 'A table of at most ten megabytes.',
    wrong: 'Enter a title in Arabic.',
    wrongFile: 'Choose a file.',
    send: 'Send for review',
    why: 'Why do we ask?',
    because: 'A second person reviews content before it is published; who wrote and who reviewed is kept.',
    record: 'Record id:',
  },
)

const CODES = ['a', 'b', 'c']

export function FormsSection({ lang }: { readonly lang: Language }) {
  const t = words[lang]
  const options = (labels: readonly string[]) => labels.map((label, at) => ({ value: CODES[at] ?? '', label }))
  const facet = (labels: readonly string[]) =>
    labels.map((label, at) => ({ label, count: 420 - at * 133, href: '#forms', chosen: at === 1 }))
  return (
    <section class="section" aria-labelledby="forms">
      <SectionHead id="forms" title={t.title} />
      <div class="beside aside-first">
        <div class="flow">
          <ChosenFilters lang={lang} chosen={[{ label: t.sectors[1], href: '#forms' }]} />
          <Facets
            lang={lang}
            facets={[
              { title: t.sector, options: facet(Object.values(t.sectors)) },
              { title: t.audience, options: facet(Object.values(t.audiences)), open: false },
            ]}
          />
          <p>
            {t.record} <Copyable lang={lang} text="KW/service/traffic-violations" />
          </p>
          <DialogButton opens="why">{t.why}</DialogButton>
          <Dialog lang={lang} id="why" title={t.why}>
            <p>{t.because}</p>
          </Dialog>
        </div>
        <Form action="/gallery" files>
          <ErrorSummary
            lang={lang}
            errors={[
              { name: 'title-ar', text: t.wrong },
              { name: 'file', text: t.wrongFile },
            ]}
          />
          <TextField lang={lang} name="title-ar" label={t.arabic} written="ar" error={t.wrong} />
          <TextField lang={lang} name="title-en" label={t.english} written="en" optional value="Traffic violations" />
          <TextArea lang={lang} name="summary" label={t.body} hint={t.bodyHint} written="ar" />
          <TextField lang={lang} name="mail" label={t.mail} type="email" autocomplete="email" />
          <Select lang={lang} name="sector" label={t.sector} options={options(Object.values(t.sectors))} value="b" />
          <Radios
            lang={lang}
            name="level"
            label={t.level}
            hint={t.levelHint}
            options={options(Object.values(t.levels))}
            value="c"
          />
          <Checkboxes
            lang={lang}
            name="audience"
            label={t.audience}
            options={options(Object.values(t.audiences))}
            values={['a']}
          />
          <DateField lang={lang} name="day" label={t.day} value="2015-02-18" />
          <FileField
            lang={lang}
            name="file"
            label={t.file}
            hint={t.fileHint}
            error={t.wrongFile}
            accept=".csv,text/csv"
          />
          <div class="row">
            <Button kind="main">{t.send}</Button>
          </div>
        </Form>
      </div>
    </section>
  )
}
