import { type Language, mixed, say } from '@rabt/ui'
import type { Source } from '../../record/common.ts'

/** Where facts come from: each its title, its date and a link where there is one. */
export function Sources({
  sources,
  lang,
  label,
}: {
  readonly sources: readonly Source[]
  readonly lang: Language
  readonly label: string
}) {
  if (sources.length === 0) return null
  return (
    <section class="flow">
      <h2>{label}</h2>
      <ul>
        {sources.map((source) => (
          <li>
            <SourceOf source={source} lang={lang} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export function SourceOf({ source, lang }: { readonly source: Source; readonly lang: Language }) {
  const { title, url, date } = source
  return (
    <>
      {url === undefined ? say(title, lang) : <a href={url}>{say(title, lang)}</a>}
      {date === undefined ? '' : <> ({mixed(date, lang)})</>}
    </>
  )
}
