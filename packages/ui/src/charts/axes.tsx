import { directionOf, type Language } from '../text/language.ts'
import { pictureTag } from './data.ts'

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

/** Width of a plot in letters of its labels: on a desktop, and on a phone. */
const LETTERS = { wide: 78, narrow: 26 } as const
const GAP = 2

/** Every how many-th label fits side by side; counted from the newest. */
function stepOf(labels: readonly string[], letters: number): number {
  const each = Math.max(...labels.map((label) => label.length)) + GAP
  return Math.ceil(labels.length / Math.max(2, Math.floor(letters / each)))
}

/** Names under the plot: as many as fit, and fewer of them on narrow screens. */
export function LabelAxis({ lang, written, ticks }: Named & { readonly ticks: readonly Tick[] }) {
  const names = ticks.map(({ label }) => label)
  const wide = stepOf(names, LETTERS.wide)
  const narrow = Math.ceil(stepOf(names, LETTERS.narrow) / wide) * wide
  return (
    <svg class="labels" aria-hidden="true" {...pictureTag(lang, written)}>
      {ticks.map(({ at, label }, index) => {
        const back = ticks.length - 1 - index
        return back % wide === 0 ? (
          <text
            x={`${along(at, lang)}%`}
            y="50%"
            text-anchor="middle"
            dominant-baseline="central"
            class={back % narrow === 0 ? undefined : 'spare'}
          >
            {label}
          </text>
        ) : (
          ''
        )
      })}
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
    <svg class="ends" aria-hidden="true" {...pictureTag(lang, written)}>
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
