import { directionOf, type Language } from '../text/language.ts'
import { namesTag } from './data.ts'

/** Where along the line of writing: time runs with it, so in Arabic from right to left. `at` in percent from the start. */
export function along(at: number, lang: Language): number {
  return directionOf(lang) === 'rtl' ? Math.round((100 - at) * 100) / 100 : at
}

interface Named {
  readonly lang: Language
  /** Language of the names. */
  readonly written?: Language | undefined
}

export interface Tick {
  /** Percent from the top, or from the start of the line. */
  readonly at: number
  readonly label: string
}

/** Values beside the plot, at the start of the line: on the right in Arabic. */
export function ValueAxis({ lang, ticks }: { readonly lang: Language; readonly ticks: readonly Tick[] }) {
  return (
    <svg class="values" aria-hidden="true">
      {ticks.map(({ at, label }) => (
        <text x={`${along(100, lang)}%`} y={`${at}%`} text-anchor="end" dominant-baseline="central">
          {label}
        </text>
      ))}
    </svg>
  )
}

/** Names under the plot; where they are many, every second or third is left out on narrow screens. */
export function LabelAxis({ lang, written, ticks }: Named & { readonly ticks: readonly Tick[] }) {
  return (
    <svg class="labels" aria-hidden="true" {...namesTag(lang, written)}>
      {ticks.map(({ at, label }, index) => (
        <text
          x={`${along(at, lang)}%`}
          y="50%"
          text-anchor="middle"
          dominant-baseline="central"
          class={ticks.length > 7 && (ticks.length - 1 - index) % 2 === 1 ? 'spare' : undefined}
        >
          {label}
        </text>
      ))}
    </svg>
  )
}

export interface End {
  readonly at: number
  readonly label: string
  readonly colour: string
}

/** Names of lines where they end. */
export function Ends({ lang, written, ends }: Named & { readonly ends: readonly End[] }) {
  return (
    <svg class="ends" aria-hidden="true" {...namesTag(lang, written)}>
      {ends.map(({ at, label, colour }) => (
        <text class={colour} x={`${along(0, lang)}%`} y={`${at}%`} text-anchor="start" dominant-baseline="central">
          {label}
        </text>
      ))}
    </svg>
  )
}

export function GridLines({ ticks }: { readonly ticks: readonly Tick[] }) {
  return (
    <>
      {ticks.map(({ at }) => (
        <line class="rule" x1="0" x2="100%" y1={`${at}%`} y2={`${at}%`} />
      ))}
    </>
  )
}
