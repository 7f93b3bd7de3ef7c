import { mixed } from '../text/mixed.tsx'
import { along } from './axes.tsx'
import { colourOf, namesTag } from './data.ts'
import { ChartFigure, type FigureProps } from './figure.tsx'
import { share } from './scale.ts'

/** One value a name, as bars that begin where the line of writing begins. The first series is drawn. */
export function BarChart(props: FigureProps) {
  const values = props.series[0]?.values ?? []
  const most = Math.max(0, ...values.filter((it) => it !== undefined))
  return (
    <ChartFigure {...props}>
      <div class="bars">
        {props.labels.map((label, at) => {
          const value = values[at]
          return (
            <div>
              <span {...namesTag(props.lang, props.written)}>{mixed(label, props.written ?? props.lang)}</span>
              <Bar {...props} segments={[{ from: 0, to: share(value ?? 0, 0, most || 1), colour: colourOf(0) }]} />
              <span class="value">{value === undefined ? '–' : props.format(value)}</span>
            </div>
          )
        })}
      </div>
    </ChartFigure>
  )
}

/** Shares of a whole a name: every series a part of each bar. */
export function StackedChart(props: FigureProps) {
  const { labels, series } = props
  const wholes = labels.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))
  const most = Math.max(...wholes)
  return (
    <ChartFigure legend {...props}>
      <div class="bars">
        {labels.map((label, at) => {
          let sum = 0
          const segments = series.map(({ values }, index) => {
            const from = share(sum, 0, most || 1)
            sum += values[at] ?? 0
            return { from, to: share(sum, 0, most || 1), colour: colourOf(index, props.ramp) }
          })
          return (
            <div>
              <span {...namesTag(props.lang, props.written)}>{mixed(label, props.written ?? props.lang)}</span>
              <Bar {...props} segments={segments} />
              <span class="value">{props.format(wholes[at] ?? 0)}</span>
            </div>
          )
        })}
      </div>
    </ChartFigure>
  )
}

interface Segment {
  readonly from: number
  readonly to: number
  readonly colour: string
}

function Bar({ lang, segments }: FigureProps & { readonly segments: readonly Segment[] }) {
  return (
    <svg class="bar" aria-hidden="true">
      <rect class="ground" width="100%" height="100%" />
      {segments.map(({ from, to, colour }) => (
        <rect
          class={colour}
          x={`${Math.min(along(from, lang), along(to, lang))}%`}
          width={`${Math.round((to - from) * 100) / 100}%`}
          height="100%"
        />
      ))}
    </svg>
  )
}
