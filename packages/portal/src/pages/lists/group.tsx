import { type Language, SampleBadge, say, tagOf } from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { PublishedItem } from '../../content/published.ts'
import { partsOf } from '../../record/record.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'
import { hrefOf } from '../site.ts'

/** Records that stand beside each other and are the same but for the state: a group each, in their order. */
export function groupsOf(items: readonly PublishedItem[]): readonly (readonly PublishedItem[])[] {
  const groups = new Map<string, PublishedItem[]>()
  for (const item of items) {
    const key = `${item.kind} ${partsOf(item.record.id).slug} ${item.record.title.ar}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups.values()]
}

/** A service that several states offer: one card, and the way to that of each state. */
export function GroupCard(props: {
  readonly lang: Language
  readonly items: readonly PublishedItem[]
  readonly eyebrow?: Child
}) {
  const { lang, items, eyebrow } = props
  const [first] = items
  if (first === undefined) return null
  const { title, summary, sample } = first.record
  return (
    <li class="card several">
      {eyebrow === undefined ? '' : <p class="eyebrow">{eyebrow}</p>}
      <h3 {...tagOf(title, lang)}>{say(title, lang)}</h3>
      <p>{say(summary, lang)}</p>
      <ul class="below">
        {items.map(({ record, tenant }) => (
          <li>
            <a href={hrefOf(record.id, lang)}>
              <span class="unseen">{say(record.title, lang)}: </span>
              {TENANT_NAMES[tenant as keyof typeof TENANT_NAMES][lang]}
            </a>
          </li>
        ))}
        {sample ? (
          <li>
            <SampleBadge lang={lang} />
          </li>
        ) : (
          ''
        )}
      </ul>
    </li>
  )
}
