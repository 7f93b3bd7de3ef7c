import { Bdi, Definitions, type Language, More, messages, mixed, PageHead, SectionHead, say } from '@rabt/ui'
import type { PublishedItem } from '../../content/published.ts'
import type { RecordOf } from '../../record/record.ts'
import { Glance } from '../parts/glance.tsx'
import { Marks } from '../parts/marks.tsx'
import { Origin } from '../parts/origin.tsx'
import { hrefOf } from '../site.ts'

const words = messages(
  {
    member: 'العضو على الشبكة',
    website: 'الموقع',
    phone: 'الهاتف',
    address: 'العنوان',
    services: 'خدماتها',
    all: 'كل خدماتها مع التصفية',
  },
  {
    member: 'Member on the network',
    website: 'Website',
    phone: 'Telephone',
    address: 'Address',
    services: 'Its services',
    all: 'All its services, with filters',
  },
)

export interface AgencyProps {
  readonly lang: Language
  readonly now: number
  readonly item: PublishedItem
  readonly record: RecordOf<'agency'>
  readonly services: readonly PublishedItem[]
}

export function AgencyPage({ lang, now, item, record, services }: AgencyProps) {
  const t = words[lang]
  return (
    <>
      <PageHead title={say(record.title, lang)} lead={say(record.summary, lang)}>
        <Marks record={record} lang={lang} />
      </PageHead>
      <div class="beside">
        <div class="flow">
          <SectionHead
            title={t.services}
            id="services"
            more={{ href: `/${lang}/services?agency=${encodeURIComponent(record.id)}`, label: t.all }}
          />
          <ul>
            {services.map((each) => (
              <li>
                <a href={hrefOf(each.record.id, lang)}>{say(each.record.title, lang)}</a>
              </li>
            ))}
          </ul>
        </div>
        <Glance lang={lang}>
          <Definitions
            narrow
            rows={[
              [t.member, <Bdi>{record.member}</Bdi>],
              [
                t.website,
                record.website === undefined ? undefined : (
                  <More href={record.website} label={mixed(record.website, lang)} />
                ),
              ],
              [t.phone, record.phone === undefined ? undefined : <Bdi>{record.phone}</Bdi>],
              [t.address, record.address === undefined ? undefined : say(record.address, lang)],
            ]}
          />
        </Glance>
      </div>
      <Origin item={item} lang={lang} now={now} />
    </>
  )
}
