import { AnsweringBadge, Badge, SampleBadge, TrialBadge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Card, Grid } from '../parts/card.tsx'
import { Definitions } from '../parts/definitions.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { Figures } from '../parts/figures.tsx'
import { SectionHead } from '../parts/heading.tsx'
import { Notice } from '../parts/notice.tsx'
import { Pagination } from '../parts/pagination.tsx'
import { Steps } from '../parts/steps.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { Timeline } from '../parts/timeline.tsx'
import { Bdi } from '../text/bdi.tsx'
import { TwoCalendars } from '../text/date-elements.tsx'
import { duration } from '../text/duration.ts'
import type { Language } from '../text/language.ts'
import { messages } from '../text/messages.ts'
import { money } from '../text/money.ts'
import { number, percent } from '../text/numbers.ts'
import { say } from '../text/say.tsx'

const words = messages(
  {
    buttons: 'أزرار وشارات',
    send: 'إرسال الطلب',
    save: 'حفظ المسودة',
    remove: 'سحب النشر',
    download: 'تنزيل',
    figures: 'أرقام',
    exchanged: 'معاملة بين الدول اليوم',
    quick: 'أجابت في أقل من ثانية',
    signed: 'موقّعة من الطرفين',
    states: 'دول مرتبطة',
    cards: 'بطاقات',
    all: 'دليل الخدمات',
    interior: 'وزارة الداخلية',
    traffic: 'مخالفات المرور بين دول المجلس',
    trafficText: 'استعلم عن المخالفات المسجلة على مركبتك في دولة أخرى وسدّدها قبل السفر.',
    company: 'تأسيس شركة لمواطني دول المجلس',
    permit: 'تجديد رخصة إعلان',
    notices: 'تنبيهات',
    steps: 'خطوات وخط زمني',
    facts: 'بيانات خدمة',
    tabs: 'أقسام السجل',
  },
  {
    buttons: 'Buttons and badges',
    send: 'Send request',
    save: 'Save draft',
    remove: 'Withdraw',
    download: 'Download',
    figures: 'Figures',
    exchanged: 'exchanges between states today',
    quick: 'answered within a second',
    signed: 'signed by both sides',
    states: 'states linked',
    cards: 'Cards',
    all: 'All services',
    interior: 'Ministry of Interior',
    traffic: 'Traffic violations across the GCC',
    trafficText: 'See violations recorded against your vehicle in another state, and settle them before you travel.',
    company: 'Founding a company for GCC citizens',
    permit: 'Renewing an advertising permit',
    notices: 'Notices',
    steps: 'Steps and time line',
    facts: 'Facts of a service',
    tabs: 'Parts of a record',
  },
)

const SAID = {
  fallback: { ar: 'نص لم يُترجم بعد، ومعرّفه KW/GOV/MOI' },
  accepted: { ar: 'استلمت الوزارة الطلب', en: 'The ministry received the request' },
  checks: { ar: 'تتحقق هيئة التأمينات من الاشتراك', en: 'The pension authority checks the contributions' },
  decides: { ar: 'يصدر القرار', en: 'The decision is issued' },
  launched: { ar: 'إطلاق البوابة والشبكة', en: 'Portal and network launched' },
  approved: { ar: 'اعتماد خمس خدمات مشتركة', en: 'Five joint services approved' },
  next: { ar: 'انضمام دولة رابعة', en: 'A fourth state joins' },
  holds: { ar: '، مدة انتظارها:', en: 'has held it for' },
}

export function PartsSection({ lang }: { readonly lang: Language }) {
  const t = words[lang]
  return (
    <>
      <section class="section" aria-labelledby="buttons">
        <SectionHead id="buttons" title={t.buttons} />
        <div class="flow">
          <div class="row">
            <Button kind="main">{t.send}</Button> <Button>{t.save}</Button> <Button kind="risky">{t.remove}</Button>{' '}
            <Button href="#main" icon="download" small>
              {t.download}
            </Button>{' '}
            <Button disabled>{t.save}</Button>
          </div>
          <div class="row">
            <AnsweringBadge lang={lang} answering={{ state: 'answers' }} />{' '}
            <AnsweringBadge lang={lang} answering={{ state: 'silent', since: '2015-02-18' }} />{' '}
            <AnsweringBadge lang={lang} answering={{ state: 'planned', for: '2015-05-03' }} />{' '}
            <TrialBadge lang={lang} /> <SampleBadge lang={lang} /> <Badge tone="calm">{t.states}</Badge>
          </div>
        </div>
      </section>
      <section class="section" aria-labelledby="figures">
        <SectionHead id="figures" title={t.figures} />
        <Figures
          figures={[
            { value: number(4812, lang), label: t.exchanged, href: '#main' },
            { value: percent(0.9998, lang, 2), label: t.quick },
            { value: percent(1, lang), label: t.signed, href: '#main' },
            { value: number(3, lang), label: t.states },
          ]}
        />
      </section>
      <section class="section" aria-labelledby="cards">
        <SectionHead id="cards" title={t.cards} more={{ href: '#main', label: t.all }} />
        <Grid>
          <Card
            href="#main"
            title={t.traffic}
            eyebrow={t.interior}
            below={<AnsweringBadge lang={lang} answering={{ state: 'answers' }} />}
          >
            {t.trafficText}
          </Card>
          <Card href="#main" title={t.company} eyebrow={t.interior} below={<SampleBadge lang={lang} />}>
            {say(SAID.fallback, lang)}
          </Card>
          <Card
            href="#main"
            title={t.permit}
            eyebrow={t.interior}
            below={<AnsweringBadge lang={lang} answering={{ state: 'planned', for: '2015-05-03' }} />}
          />
        </Grid>
      </section>
      <section class="section" aria-labelledby="notices">
        <SectionHead id="notices" title={t.notices} />
        <div class="flow">
          <Notice title={t.facts}>{t.trafficText}</Notice>
          <Notice tone="good">{t.signed}</Notice>
          <Notice tone="wait" title={t.states}>
            {t.trafficText} <a href="#main">{t.all}</a>
          </Notice>
          <Notice tone="bad">{t.trafficText}</Notice>
          <Disclosure title={t.facts}>
            <p>{t.trafficText}</p>
          </Disclosure>
        </div>
      </section>
      <section class="section" aria-labelledby="steps">
        <SectionHead id="steps" title={t.steps} />
        <div class="beside even">
          <Steps
            lang={lang}
            steps={[
              { title: say(SAID.accepted, lang), state: 'done', who: t.interior },
              {
                title: <strong>{say(SAID.checks, lang)}</strong>,
                state: 'now',
                who: (
                  <>
                    {t.interior}
                    {lang === 'ar' ? '' : ' '}
                    {say(SAID.holds, lang)} {duration('P2DT4H', lang)}
                  </>
                ),
              },
              { title: say(SAID.decides, lang), state: 'later' },
            ]}
          />
          <Timeline
            lang={lang}
            occasions={[
              { at: '2015-03-24', title: say(SAID.launched, lang) },
              { at: '2017-03-22', title: say(SAID.approved, lang), text: t.trafficText },
              { at: '2027-01-10', title: say(SAID.next, lang), planned: true },
            ]}
          />
        </div>
      </section>
      <section class="section" aria-labelledby="facts">
        <SectionHead id="facts" title={t.facts} />
        <div class="flow">
          <Tabs
            label={t.tabs}
            tabs={[
              { label: t.facts, href: '#facts', current: true },
              { label: t.cards, href: '#cards', number: number(12, lang) },
              { label: t.notices, href: '#notices', number: number(3, lang) },
            ]}
          />
          <Definitions
            rows={[
              [t.interior, money(1500, 'KWD', lang)],
              [t.quick, duration('P3D', lang)],
              [t.signed, <Bdi>KW/GOV/MOI/traffic/violations</Bdi>],
              [t.figures, <TwoCalendars value="2015-02-18" lang={lang} />],
              [t.cards, undefined],
            ]}
          />
          <Pagination lang={lang} page={7} pages={20} href={(page) => `#${page}`} />
        </div>
      </section>
    </>
  )
}
