import {
  Card,
  ChosenFilters,
  count,
  type Facet,
  Facets,
  type Forms,
  Grid,
  type Language,
  messages,
  Notice,
  PageHead,
  Pagination,
  say,
  TwoCalendars,
  tagOf,
} from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { Facets as Counted, PublishedItem } from '../../content/published.ts'
import { writeChoices } from '../../http/choices.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import type { Terms } from '../../taxonomy/term.ts'
import { Marks } from '../parts/marks.tsx'
import { hrefOf } from '../site.ts'
import { FACETS, facetLabel } from './choices.ts'
import { GroupCard, groupsOf } from './group.tsx'

const words = messages(
  {
    results: 'النتائج',
    none: 'لا شيء بهذه الاختيارات. أزل أحدها.',
    empty: 'لم تنشر دولة شيئًا هنا بعد.',
    unknown: 'في العنوان اختيار لا نعرفه فلم يُؤخذ به.',
  },
  {
    results: 'Results',
    none: 'Nothing with these choices. Take one back.',
    empty: 'No state has published anything here yet.',
    unknown: 'The address has a choice that we do not know: it was left out.',
  },
)

export interface ListProps {
  readonly lang: Language
  readonly title: string
  readonly lead: string
  /** With the language: `/ar/services`. */
  readonly action: string
  readonly items: readonly PublishedItem[]
  readonly total: number
  /** From 1. */
  readonly page: number
  readonly pages: number
  readonly counted: Counted
  readonly chosen: Readonly<Record<string, string | undefined>>
  readonly unknown: boolean
  readonly forms: Forms
  /** Sector or date above each title. */
  readonly eyebrow?: (item: PublishedItem) => Child
  readonly below?: (item: PublishedItem) => Child
  readonly above?: Child
}

/** A list of records that can be narrowed and turned. */
export function List(props: ListProps) {
  const { lang, action, chosen, counted, items, page, pages } = props
  const t = words[lang]
  const to = (name: string, code: string | undefined): string => `${action}${writeChoices({ ...chosen, [name]: code })}`
  const facets: Facet[] = FACETS.flatMap(({ name, dimension, terms }) => {
    const options = Object.entries(terms).flatMap(([code, term]) => {
      const found = counted[dimension][code] ?? 0
      const isChosen = chosen[name] === code
      return found === 0 && !isChosen
        ? []
        : [{ label: term[lang], count: found, href: to(name, isChosen ? undefined : code), chosen: isChosen }]
    })
    return options.length === 0
      ? []
      : [{ title: facetLabel(name, lang), options, open: chosen[name] !== undefined || options.length <= 8 }]
  })
  const kept = FACETS.flatMap(({ name, terms }) => {
    const term = (terms as Terms)[chosen[name] ?? '']
    return term === undefined ? [] : [{ label: term[lang], href: to(name, undefined) }]
  })
  const isNarrowed = Object.values(chosen).some((value) => value !== undefined)
  return (
    <>
      <PageHead title={props.title} lead={props.lead} />
      {props.above}
      {props.unknown ? <Notice tone="wait">{t.unknown}</Notice> : ''}
      <div class="beside aside-first">
        <Facets lang={lang} facets={facets} />
        <div class="flow">
          <h2 class="unseen">{t.results}</h2>
          <p class="soft" role="status">
            {count(props.total, lang, props.forms)}
          </p>
          <ChosenFilters lang={lang} chosen={kept} />
          {items.length === 0 ? <Notice>{isNarrowed ? t.none : t.empty}</Notice> : ''}
          <Grid>
            {groupsOf(items).map((group) => {
              const [item] = group
              if (item === undefined) return ''
              const eyebrow = props.eyebrow?.(item) ?? sectorOf(item, lang)
              return group.length > 1 ? (
                <GroupCard lang={lang} items={group} eyebrow={eyebrow} />
              ) : (
                <Card
                  href={hrefOf(item.record.id, lang)}
                  title={say(item.record.title, lang)}
                  tag={tagOf(item.record.title, lang)}
                  eyebrow={eyebrow}
                  below={
                    <>
                      <Marks record={item.record} lang={lang} /> {props.below?.(item)}
                    </>
                  }
                >
                  {say(item.record.summary, lang)}
                </Card>
              )
            })}
          </Grid>
          <Pagination lang={lang} page={page} pages={pages} href={(to) => `${action}${writeChoices(chosen, to)}`} />
        </div>
      </div>
    </>
  )
}

function sectorOf({ record }: PublishedItem, lang: Language): Child | undefined {
  const first = record.sectors[0]
  return first === undefined ? undefined : SECTORS[first][lang]
}

/** Day of a story in both calendars. */
export function dayOf({ record }: PublishedItem, lang: Language): Child {
  return <TwoCalendars value={'on' in record ? record.on : record.issued} lang={lang} />
}
