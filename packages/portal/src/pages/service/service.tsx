import {
  Bdi,
  Definitions,
  duration,
  type Language,
  More,
  messages,
  money,
  PageHead,
  SectionHead,
  Steps,
  say,
} from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { PublishedItem } from '../../content/published.ts'
import type { RecordOf } from '../../record/record.ts'
import { BUSINESS_EVENTS, LIFE_EVENTS } from '../../taxonomy/events.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import { AUDIENCES, CHANNELS, LEVELS } from '../../taxonomy/services.ts'
import { Glance } from '../parts/glance.tsx'
import { Marks } from '../parts/marks.tsx'
import { Origin } from '../parts/origin.tsx'
import { hrefOf } from '../site.ts'

const words = messages(
  {
    agency: 'الجهة المختصة',
    audience: 'لمن هذه الخدمة',
    cost: 'الرسوم',
    free: 'مجانًا',
    time: 'مدة الإنجاز',
    channels: 'أين تُقدَّم',
    output: 'ما تحصل عليه',
    level: 'المستوى كما تعلنه الجهة',
    measured: 'على الشبكة الآن',
    sector: 'القطاع',
    event: 'حدث الحياة',
    business: 'حدث الأعمال',
    requirements: 'الشروط',
    inputs: 'ما تحضره معك',
    heldBy: 'يمكن أن يُسأل عنه عبر الشبكة بدلًا منك:',
    steps: 'الخطوات',
    laws: 'التشريعات',
    complaint: 'الشكوى والاعتراض',
    network: 'الخدمة على الشبكة',
    phone: 'هاتف',
    open: 'فتح',
    related: 'الخدمة نفسها في الدول الأخرى',
    none: 'لا شروط خاصة.',
  },
  {
    agency: 'Competent authority',
    audience: 'Who it is for',
    cost: 'Cost',
    free: 'free of charge',
    time: 'Processing time',
    channels: 'Where it is offered',
    output: 'What you get',
    level: 'Level, as the agency declares',
    measured: 'On the network now',
    sector: 'Sector',
    event: 'Life event',
    business: 'Business event',
    requirements: 'Requirements',
    inputs: 'What you bring',
    heldBy: 'It can be asked for over the network instead of you:',
    steps: 'Steps',
    laws: 'Legislation',
    complaint: 'Complaints and appeals',
    network: 'The service on the network',
    phone: 'Telephone',
    open: 'Open',
    related: 'The same service in other states',
    none: 'No special requirements.',
  },
)

export interface ServiceProps {
  readonly lang: Language
  readonly now: number
  readonly item: PublishedItem
  readonly record: RecordOf<'service'>
  readonly agency: PublishedItem | null
  readonly laws: readonly PublishedItem[]
  /** Of the same slug in other states. */
  readonly twins: readonly PublishedItem[]
  /** Whether it answers now: measured. */
  readonly answering?: Child
}

/** All that CPSV-AP knows of a service, in the order in which a person asks. */
export function Service({ lang, now, item, record, agency, laws, twins, answering }: ServiceProps) {
  const t = words[lang]
  const terms = (
    codes: readonly string[],
    list: Readonly<Record<string, { ar: string; en: string }>>,
    name: string,
  ): Child | undefined =>
    codes.length === 0
      ? undefined
      : codes.map((code, at) => (
          <>
            {at === 0 ? '' : lang === 'ar' ? '، ' : ', '}
            <a href={`/${lang}/services?${name}=${code}`}>{list[code]?.[lang]}</a>
          </>
        ))
  return (
    <>
      <PageHead
        title={say(record.title, lang)}
        eyebrow={agency === null ? undefined : say(agency.record.title, lang)}
        lead={say(record.summary, lang)}
      >
        <Marks record={record} lang={lang} /> {answering}
      </PageHead>
      <div class="beside">
        <div class="flow">
          <SectionHead title={t.requirements} id="requirements" />
          {record.requirements.length === 0 ? (
            <p>{t.none}</p>
          ) : (
            <ul>
              {record.requirements.map((each) => (
                <li>{say(each, lang)}</li>
              ))}
            </ul>
          )}
          {record.inputs.length === 0 ? (
            ''
          ) : (
            <>
              <SectionHead title={t.inputs} id="inputs" />
              <ul>
                {record.inputs.map(({ title, heldBy }) => (
                  <li>
                    {say(title, lang)}{' '}
                    {heldBy === undefined ? (
                      ''
                    ) : (
                      <small class="soft">
                        {t.heldBy} <Bdi>{heldBy}</Bdi>
                      </small>
                    )}
                  </li>
                ))}
              </ul>
            </>
          )}
          <SectionHead title={t.steps} id="steps" />
          <Steps lang={lang} steps={record.steps.map((each) => ({ title: say(each, lang) }))} />
          <SectionHead title={t.complaint} id="complaint" />
          <p class="prose">{say(record.complaint, lang)}</p>
          {laws.length === 0 ? (
            ''
          ) : (
            <>
              <SectionHead title={t.laws} id="laws" />
              <ul>
                {laws.map((law) => (
                  <li>
                    <a href={hrefOf(law.record.id, lang)}>{say(law.record.title, lang)}</a>
                  </li>
                ))}
              </ul>
            </>
          )}
          {twins.length === 0 ? (
            ''
          ) : (
            <>
              <SectionHead title={t.related} id="related" />
              <ul>
                {twins.map((twin) => (
                  <li>
                    <a href={hrefOf(twin.record.id, lang)}>{say(twin.record.title, lang)}</a>{' '}
                    <Marks record={{ ...twin.record, sample: false }} lang={lang} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        <Glance lang={lang}>
          <Definitions
            narrow
            rows={[
              [
                t.agency,
                agency === null ? undefined : (
                  <a href={hrefOf(agency.record.id, lang)}>{say(agency.record.title, lang)}</a>
                ),
              ],
              [t.audience, terms(record.audiences, AUDIENCES, 'audience')],
              [t.cost, <Costs record={record} lang={lang} />],
              [t.time, duration(record.processingTime, lang)],
              [t.channels, <Channels record={record} lang={lang} />],
              [
                t.output,
                <ul class="plain">
                  {record.outputs.map((each) => (
                    <li>{say(each, lang)}</li>
                  ))}
                </ul>,
              ],
              [t.level, LEVELS[record.level][lang]],
              [t.measured, answering],
              [t.sector, terms(record.sectors, SECTORS, 'sector')],
              [t.event, terms(record.lifeEvents, LIFE_EVENTS, 'lifeEvent')],
              [t.business, terms(record.businessEvents, BUSINESS_EVENTS, 'businessEvent')],
              [t.network, record.network === undefined ? undefined : <Bdi>{record.network}</Bdi>],
            ]}
          />
        </Glance>
      </div>
      <Origin item={item} lang={lang} now={now} />
    </>
  )
}

function Costs({ record, lang }: { readonly record: RecordOf<'service'>; readonly lang: Language }) {
  if (record.costs.length === 0) return <>{words[lang].free}</>
  return (
    <ul class="plain">
      {record.costs.map(({ amountMinor, currency, note }) => (
        <li>
          {money(amountMinor, currency, lang)} {note === undefined ? '' : <small class="soft">{say(note, lang)}</small>}
        </li>
      ))}
    </ul>
  )
}

function Channels({ record, lang }: { readonly record: RecordOf<'service'>; readonly lang: Language }) {
  const t = words[lang]
  return (
    <ul class="plain">
      {record.channels.map(({ type, url, phone, note, hours }) => (
        <li>
          {url === undefined ? CHANNELS[type][lang] : <More href={url} label={CHANNELS[type][lang]} />}{' '}
          {phone === undefined ? (
            ''
          ) : (
            <a href={`tel:${phone.replaceAll(' ', '')}`}>
              {t.phone} <Bdi>{phone}</Bdi>
            </a>
          )}{' '}
          {[note, hours].map((each) => (each === undefined ? '' : <small class="soft">{say(each, lang)} </small>))}
        </li>
      ))}
    </ul>
  )
}
