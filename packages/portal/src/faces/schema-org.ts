import type { PublishedItem } from '../content/published.ts'
import type { ShownStage } from '../launch/shown.ts'
import { TRIAL } from '../launch/trial.ts'
import type { PortalRecord, RecordOf } from '../record/record.ts'
import { partsOf } from '../record/record.ts'
import type { Language, Text } from '../record/text.ts'
import { FORMATS } from '../taxonomy/library.ts'
import { CURRENCIES } from '../taxonomy/services.ts'
import type { Addresses } from './address.ts'

type Json = Readonly<Record<string, unknown>>

const LICENCES: Readonly<Record<string, string>> = {
  'CC-BY-4.0': 'https://creativecommons.org/licenses/by/4.0/',
  'CC0-1.0': 'https://creativecommons.org/publicdomain/zero/1.0/',
}

/** A record as schema.org says it, in the language of the page that carries it. */
export function schemaOrg(item: PublishedItem, language: Language, at: Addresses, stage: ShownStage): Json {
  const { record } = item
  return {
    '@context': 'https://schema.org',
    '@id': at.thing(record.id),
    ...classOf(record, language, at),
    name: say(record.title, language),
    description: say(record.summary, language),
    url: at.page(record.id, language),
    inLanguage: record.title[language] === undefined ? 'ar' : language,
    identifier: record.id,
    ...statusOf(record, stage, language),
  }
}

/** What is no creative work has no status of one; it is told apart by a description. */
function statusOf({ kind }: PortalRecord, stage: ShownStage, language: Language): Json {
  const isWork = kind !== 'service' && kind !== 'agency' && kind !== 'state'
  return stage === 'trial' ? { [isWork ? 'creativeWorkStatus' : 'disambiguatingDescription']: TRIAL[language] } : {}
}

/** Text of a script element of type `application/ld+json`: nothing in it ends the element or begins a comment (HTML §4.12.1.3). */
export function scriptText(json: Json): string {
  return JSON.stringify(json).replace(
    /[<>&\u2028\u2029]/g,
    (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const say = (text: Text, language: Language): string => text[language] ?? text.ar

function classOf(record: PortalRecord, language: Language, at: Addresses): Json {
  switch (record.kind) {
    case 'service':
      return serviceOf(record, language, at)
    case 'dataset':
      return {
        '@type': 'Dataset',
        ...workOf(record, language, at),
        distribution: filesOf(record, at, language),
        ...temporal(record),
      }
    case 'document':
      return { '@type': 'DigitalDocument', ...workOf(record, language, at), encoding: filesOf(record, at, language) }
    case 'news':
      return {
        '@type': 'NewsArticle',
        ...workOf(record, language, at),
        headline: say(record.title, language),
        datePublished: record.on,
      }
    case 'achievement':
    case 'experience':
      return { '@type': 'Article', ...workOf(record, language, at), headline: say(record.title, language) }
    case 'law':
      return {
        '@type': 'Legislation',
        legislationIdentifier: record.number,
        legislationDate: String(record.year),
        ...workOf(record, language, at),
      }
    case 'agency':
      return {
        '@type': 'GovernmentOrganization',
        ...(record.website && { sameAs: record.website }),
        ...(record.phone && { telephone: record.phone }),
        ...(record.address && { address: say(record.address, language) }),
        areaServed: { '@type': 'Country', identifier: partsOf(record.id).tenant },
      }
    case 'state':
      return { '@type': 'Country', ...(record.portal && { sameAs: record.portal }) }
  }
}

function serviceOf(record: RecordOf<'service'>, language: Language, at: Addresses): Json {
  return {
    '@type': 'GovernmentService',
    serviceOperator: { '@type': 'GovernmentOrganization', '@id': at.thing(record.agency), identifier: record.agency },
    areaServed: { '@type': 'Country', identifier: partsOf(record.id).tenant },
    audience: record.audiences.map((audienceType) => ({ '@type': 'Audience', audienceType })),
    serviceOutput: record.outputs.map((output) => ({ '@type': 'Thing', name: say(output, language) })),
    availableChannel: record.channels.map(({ type, url, phone }) => ({
      '@type': 'ServiceChannel',
      name: type,
      ...(url && { serviceUrl: url }),
      ...(phone && { servicePhone: { '@type': 'ContactPoint', telephone: phone } }),
    })),
    isAccessibleForFree: record.costs.length === 0,
    offers: record.costs.map(({ amountMinor, currency }) => {
      const digits = CURRENCIES[currency].minorDigits
      return { '@type': 'Offer', price: (amountMinor / 10 ** digits).toFixed(digits), priceCurrency: currency }
    }),
  }
}

function workOf(record: PortalRecord, language: Language, at: Addresses): Json {
  return {
    publisher: { '@type': 'GovernmentOrganization', identifier: record.owner },
    datePublished: record.issued,
    dateModified: record.modified,
    keywords: record.keywords.map((keyword) => say(keyword, language)),
    license: LICENCES[record.licence] ?? at.concept('licence', record.licence),
  }
}

const filesOf = (
  record: RecordOf<'dataset'> | RecordOf<'document'>,
  at: Addresses,
  language: Language,
): readonly Json[] =>
  record.files.map((file) => ({
    '@type': record.kind === 'dataset' ? 'DataDownload' : 'MediaObject',
    name: say(file.title, language),
    contentUrl: at.file(file.sha256, file.name),
    encodingFormat: FORMATS[file.format].mediaType,
    contentSize: String(file.bytes),
    sha256: file.sha256,
  }))

const temporal = ({ temporal }: RecordOf<'dataset'>): Json =>
  temporal === undefined ? {} : { temporalCoverage: `${temporal.from}/${temporal.to}` }
