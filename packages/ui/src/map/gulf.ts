import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type GeoPermissibleObjects, geoConicEqualArea, geoPath } from 'd3-geo'
import { feature, merge } from 'topojson-client'

const require = createRequire(import.meta.url)

/** ISO 3166-1 numeric, name and capital (longitude, latitude in degrees) of the six states. */
export const STATES = {
  KW: { numeric: '414', ar: 'الكويت', en: 'Kuwait', capital: [47.98, 29.37] },
  SA: { numeric: '682', ar: 'السعودية', en: 'Saudi Arabia', capital: [46.71, 24.63] },
  QA: { numeric: '634', ar: 'قطر', en: 'Qatar', capital: [51.53, 25.29] },
  AE: { numeric: '784', ar: 'الإمارات', en: 'UAE', capital: [54.37, 24.45] },
  BH: { numeric: '048', ar: 'البحرين', en: 'Bahrain', capital: [50.58, 26.22] },
  OM: { numeric: '512', ar: 'عُمان', en: 'Oman', capital: [58.4, 23.59] },
} as const

export type StateCode = keyof typeof STATES

/** Units of the drawing. */
export const WIDTH = 640
export const HEIGHT = 500

export interface Gulf {
  /** Outline of each state, as path data. */
  readonly states: Readonly<Record<StateCode, string>>
  /** Land around, in one. */
  readonly around: string
  readonly capitals: Readonly<Record<StateCode, readonly [number, number]>>
}

let drawn: Gulf | undefined

/** Computed once, from Natural Earth 1:50m (public domain, through world-atlas). A map has one orientation: it is not mirrored in Arabic. */
export function gulf(): Gulf {
  drawn ??= draw()
  return drawn
}

type World = Parameters<typeof merge>[0]
type Country = Extract<Parameters<typeof merge>[1], readonly unknown[]>[number] & { readonly id?: string }

function draw(): Gulf {
  const file = require.resolve('world-atlas/countries-50m.json')
  const world = JSON.parse(readFileSync(file, 'utf8')) as World
  const { geometries: countries } = world.objects.countries as unknown as { geometries: Country[] }
  const ours = new Set<string | undefined>(Object.values(STATES).map(({ numeric }) => numeric))
  const six = countries.filter(({ id }) => ours.has(id))
  const projection = geoConicEqualArea()
    .parallels([16, 31])
    .rotate([-47.5, 0])
    .fitExtent(
      [
        [14, 10],
        [WIDTH - 14, HEIGHT - 10],
      ],
      merge(world, six),
    )
    .clipExtent([
      [-5, -5],
      [WIDTH + 5, HEIGHT + 5],
    ])
  const path = geoPath(projection).digits(1)
  const codes = Object.keys(STATES) as StateCode[]
  const outline = (code: StateCode) => {
    const found = six.find(({ id }) => id === STATES[code].numeric)
    if (found === undefined) throw new Error(`no outline of ${code}`)
    return path(feature(world, found as never) as GeoPermissibleObjects) ?? ''
  }
  const others = countries.filter(({ id }) => !ours.has(id))
  return {
    states: Object.fromEntries(codes.map((code) => [code, outline(code)])) as Record<StateCode, string>,
    around: path(merge(world, others)) ?? '',
    capitals: Object.fromEntries(
      codes.map((code) => {
        const [x, y] = projection([...STATES[code].capital]) ?? [0, 0]
        return [code, [Math.round(x), Math.round(y)]]
      }),
    ) as unknown as Record<StateCode, readonly [number, number]>,
  }
}
