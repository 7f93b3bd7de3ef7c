import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'
import { arcsOf, curve } from './arcs.ts'
import { gulf, HEIGHT, STATES, type StateCode, WIDTH } from './gulf.ts'

export interface GulfMapProps {
  readonly lang: Language
  /** What the network says of each state now. */
  readonly stages: Readonly<Record<StateCode, 'live' | 'joining'>>
  /** Where a state's name leads. */
  readonly href?: (code: StateCode) => string | undefined
}

/** Where a name stands beside its capital: x, y in units, and which end of it is there. Names of neighbours must not meet. */
const PLACES: Readonly<Record<StateCode, readonly [number, number, 'start' | 'middle' | 'end']>> = {
  KW: [-13, -8, 'end'],
  SA: [0, 34, 'middle'],
  QA: [15, -7, 'start'],
  AE: [4, 36, 'middle'],
  BH: [-14, 2, 'end'],
  OM: [-2, -18, 'middle'],
}

/** The six states and what links them: whole arcs where they exchange, dotted ones where a state is joining. */
export function GulfMap({ lang, stages, href }: GulfMapProps) {
  const t = words[lang]
  const map = gulf()
  const codes = Object.keys(STATES) as StateCode[]
  const said = codes.map((code) => `${STATES[code][lang]}: ${stages[code] === 'live' ? t.live : t.joining}`)
  return (
    <figure class="map">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role={href === undefined ? 'img' : 'group'}
        aria-label={said.join(lang === 'ar' ? '، ' : ', ')}
      >
        <path class="around" d={map.around} />
        {codes.map((code) => (
          <path class={`state ${stages[code]}`} d={map.states[code]} />
        ))}
        {arcsOf(stages, map).map(({ from, to, live }) => (
          <path class={live ? 'arc live' : 'arc'} d={curve(map.capitals[from], map.capitals[to])} />
        ))}
        {codes.map((code) => {
          const [x, y] = map.capitals[code]
          const [dx, dy, anchor] = PLACES[code]
          const name = (
            <text x={x + dx} y={y + dy} direction="ltr" text-anchor={anchor}>
              {STATES[code][lang]}
            </text>
          )
          return (
            <>
              <circle class={stages[code]} cx={x} cy={y} r="7" />
              {href?.(code) === undefined ? name : <a href={href(code)}>{name}</a>}
            </>
          )
        })}
      </svg>
      <figcaption>
        <span class="key live">{t.live}</span> <span class="key">{t.joining}</span>
      </figcaption>
    </figure>
  )
}
