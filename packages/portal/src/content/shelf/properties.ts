import type { PublishedItem } from '../published.ts'
import type { Dimension } from '../query.ts'

/** What items are found by. `owner` is of those that name no agency. */
export type Property = Dimension | 'kind' | 'owner'

/** Every property of an item once, with its value. */
export function* propertiesOf({ record, tenant, kind }: PublishedItem): Generator<readonly [Property, string]> {
  yield ['kind', kind]
  yield ['tenant', tenant]
  yield record.kind === 'service' ? ['agency', record.agency] : ['owner', record.owner]
  yield* once('sector', record.sectors)
  if (record.kind === 'service') {
    yield ['level', record.level]
    yield* once('lifeEvent', record.lifeEvents)
    yield* once('businessEvent', record.businessEvents)
    yield* once('audience', record.audiences)
  }
}

function* once(property: Property, values: readonly string[]): Generator<readonly [Property, string]> {
  for (const value of new Set(values)) yield [property, value]
}
