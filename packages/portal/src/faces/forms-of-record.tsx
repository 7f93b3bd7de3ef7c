import { raw } from 'hono/html'
import type { PublishedItem } from '../content/published.ts'
import type { ShownStage } from '../launch/shown.ts'
import type { Language } from '../record/text.ts'
import { addresses } from './address.ts'
import { schemaOrg, scriptText } from './schema-org.ts'

/** Head of a record's page: the same record for machines, as schema.org in the page and as RDF by content negotiation. */
export function FormsOfRecord(props: {
  readonly item: PublishedItem
  readonly lang: Language
  readonly baseUrl: string
  readonly stage: ShownStage
}) {
  const { item, lang, baseUrl, stage } = props
  const at = addresses(baseUrl)
  return (
    <>
      <link rel="alternate" type="text/turtle" href={at.thing(item.record.id)} />
      <link rel="alternate" type="application/ld+json" href={at.thing(item.record.id)} />
      {/* Safe as it is: scriptText leaves no character that markup would read. */}
      <script type="application/ld+json">{raw(scriptText(schemaOrg(item, lang, at, stage)))}</script>
    </>
  )
}
