import { age, Bdi, type Language, Moment, messages, number } from '@rabt/ui'
import type { PublishedItem } from '../../content/published.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'

const words = messages(
  {
    title: 'من أين جاء هذا',
    network: (state: string) => `أجابت به ${state} على الشبكة`,
    editor: (state: string) => `كتبته ${state} في البوابة وراجعه شخص ثانٍ`,
    seen: 'آخر مرة سُئلت عنه',
    changed: 'آخر تغيير',
    version: 'النسخة',
    proof: 'الإثبات الموقّع',
    stale: 'لم تُجب الدولة عن محتواها منذ أكثر من يوم: قد يكون تغيّر.',
    history: 'النسخ السابقة',
  },
  {
    title: 'Where this comes from',
    network: (state: string) => `${state} answered it over the network`,
    editor: (state: string) => `Written by ${state} in the portal, reviewed by a second person`,
    seen: 'Last asked for',
    changed: 'Last changed',
    version: 'Version',
    proof: 'Signed proof',
    stale: 'The state has not answered for its content for more than a day: it may have changed.',
    history: 'Earlier versions',
  },
)

const STALE_MS = 86_400_000

/** Who says so, since when, in which version, and the proof: at the foot of every record. */
export function Origin({
  item,
  lang,
  now,
}: {
  readonly item: PublishedItem
  readonly lang: Language
  readonly now: number
}) {
  const t = words[lang]
  const state = TENANT_NAMES[item.tenant][lang]
  const isStale = item.origin === 'network' && now - item.lastSeen.getTime() > STALE_MS
  return (
    <section class="origin notice" aria-labelledby="origin">
      <div class="flow">
        <h2 id="origin">{t.title}</h2>
        <p>{item.origin === 'network' ? t.network(state) : t.editor(state)}</p>
        {isStale ? <p>{t.stale}</p> : ''}
        <ul class="plain">
          <li>
            {t.changed}: <Moment value={item.modified.toISOString()} lang={lang} />
          </li>
          {item.origin === 'network' ? (
            <li>
              {t.seen}: <time datetime={item.lastSeen.toISOString()}>{age(item.lastSeen, new Date(now), lang)}</time>
            </li>
          ) : (
            ''
          )}
          <li>
            {t.version}: {number(item.version, lang)} <Bdi>{item.digest.slice(0, 12)}</Bdi>
          </li>
          {item.page === null ? (
            ''
          ) : (
            <li>
              <a href={`/${lang}/proof/${item.page}`}>{t.proof}</a>
            </li>
          )}
        </ul>
      </div>
    </section>
  )
}
