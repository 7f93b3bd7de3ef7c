import type { AgreementRecord } from '@rabt/directory'

/** A place in an answer that the pointers of an agreement lead to, or through. */
export interface Place {
  /** As the agreement writes it, `*` included; empty: the whole. */
  readonly path: string
  /** A pointer ends here: everything below is agreed. */
  agreed: boolean
  /** By name (nameOctets) or index. */
  readonly named: Map<string, Place>
  /** Under `*`. */
  any: Place | null
}

const placeAt = (path: string): Place => ({ path, agreed: false, named: new Map(), any: null })

const compiled = new WeakMap<readonly string[], Place>()

/** The tree of an agreement's pointers (RFC 6901; a whole segment `*` is any name or index), made once. */
export function agreedFields(pointers: NonNullable<AgreementRecord['responseFields']>): Place {
  const known = compiled.get(pointers)
  if (known !== undefined) return known
  const root = placeAt('')
  for (const pointer of pointers) {
    let place = root
    for (const segment of pointer.split('/').slice(1)) place = stepInto(place, segment)
    place.agreed = true
  }
  compiled.set(pointers, root)
  return root
}

function stepInto(place: Place, segment: string): Place {
  const path = `${place.path}/${segment}`
  if (segment === '*') {
    place.any ??= placeAt(path)
    return place.any
  }
  // RFC 6901 §4: first ~1, then ~0.
  const name = nameOctets(segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  const known = place.named.get(name)
  if (known !== undefined) return known
  const made = placeAt(path)
  place.named.set(name, made)
  return made
}

/** A name as its UTF-8 octets, one character each. */
export const nameOctets = (name: string): string => Buffer.from(name, 'utf8').toString('latin1')

/** Where a member or element of these places stands in the tree: nowhere, or in up to one place for each pointer. */
export function placesOf(places: readonly Place[], name: string): readonly Place[] {
  const found: Place[] = []
  for (const { named, any } of places) {
    const place = named.get(name)
    if (place !== undefined) found.push(place)
    if (any !== null) found.push(any)
  }
  return found
}
