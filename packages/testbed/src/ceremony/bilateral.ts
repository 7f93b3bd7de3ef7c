import { isDeepStrictEqual } from 'node:util'
import type { AgreementsContent, AgreementText } from '@rabt/directory'
import { acceptance } from './agreements.ts'
import type { openDesk } from './desk.ts'

/** What two states want to agree on: a subsystem of one may call a service of the other. What is not said is not limited. */
export type WantedAgreement = Pick<AgreementText, 'endpoints'> &
  Partial<Pick<AgreementText, 'quota' | 'rate' | 'responseFields' | 'stage' | 'purpose' | 'from' | 'until'>> & {
    /** Subsystem. */
    readonly consumer: string
    /** Service with its five parts. */
    readonly service: string
    readonly decision: string
  }

const DAY_MS = 86_400_000
const PURPOSE: AgreementText['purpose'] = { code: 'sample', ar: 'نموذج', en: 'Sample' }

/**
 * Publishes agreements of two states as their authorities would: the provider's state writes each text and accepts it, the consumer's
 * state accepts it. In force at once, for a year unless it says otherwise. An agreement that is there in the same words stays as it is.
 * `now` is Unix ms. @returns the identifiers, in the order of `wanted`
 */
export async function publishAgreements(
  { change }: Pick<ReturnType<typeof openDesk>, 'change'>,
  wanted: readonly WantedAgreement[],
  now: number,
): Promise<readonly string[]> {
  const texts: AgreementText[] = []
  for (const [author, own] of Map.groupBy(wanted, ({ service }) => stateOf(service))) {
    await change(author, 'agreements', (before = NOTHING) => {
      const added: AgreementText[] = []
      for (const one of own) {
        const known = [...before.texts, ...added].find((text) => sameWords(text, one))
        const text = known ?? textOf(one, nextId(author, [...before.texts, ...added], now), now)
        if (known === undefined) added.push(text)
        texts[wanted.indexOf(one)] = text
      }
      return accepting({ ...before, texts: [...before.texts, ...added] }, added)
    })
  }
  for (const [state, own] of Map.groupBy(wanted.keys(), (at) => stateOf(wanted[at]?.consumer ?? ''))) {
    const accepted = [...own].map((at) => texts[at] as AgreementText)
    await change(state, 'agreements', (before = NOTHING) => accepting(before, accepted))
  }
  return texts.map(({ id }) => id)
}

const NOTHING: AgreementsContent = { texts: [], positions: [] }

/** With an acceptance of each text that the state has said nothing of. */
function accepting(content: AgreementsContent, texts: readonly AgreementText[]): AgreementsContent {
  const said = new Set(content.positions.map(({ agreement }) => agreement))
  const fresh = texts.filter(({ id }) => !said.has(id)).map(acceptance)
  return { ...content, positions: [...content.positions, ...fresh] }
}

function textOf(wanted: WantedAgreement, id: string, now: number): AgreementText {
  const { consumer, service, endpoints, decision, quota, rate, responseFields } = wanted
  const { stage = 'live', purpose = PURPOSE, from = now - DAY_MS, until = now + 365 * DAY_MS } = wanted
  return {
    id,
    consumer: { subsystem: consumer },
    provider: { service },
    endpoints,
    purpose,
    legalBasis: { ar: 'نموذج', en: 'Sample' },
    decision,
    from,
    until,
    quota: quota ?? null,
    rate: rate ?? null,
    responseFields: responseFields ?? null,
    stage,
    replaces: null,
  }
}

function sameWords(text: AgreementText, wanted: WantedAgreement): boolean {
  const { from = text.from, until = text.until } = wanted
  return isDeepStrictEqual(textOf({ ...wanted, from, until }, text.id, 0), text)
}

function nextId(author: string, texts: readonly { readonly id: string }[], now: number): string {
  const year = `${author}/${new Date(now).getUTCFullYear()}/`
  const numbers = texts.flatMap(({ id }) => (id.startsWith(year) ? [Number(id.slice(year.length))] : []))
  return `${year}${Math.max(0, ...numbers) + 1}`
}

function stateOf(id: string): string {
  return id.slice(0, id.indexOf('/'))
}
