import { along, Ends, GridLines, LabelAxis, type Tick, ValueAxis } from './axes.tsx'
import { type ChartProps, colourOf, pictureTag } from './data.ts'
import { ChartFigure, type FigureProps } from './figure.tsx'
import { type Point, stepped, straight } from './path.ts'
import { niceTicks, share, spread } from './scale.ts'

/** Percent of the plot's height that a line of text takes. */
const LINE = 7

/** Values over time, a line each, named where it ends. */
export function LineChart(props: FigureProps) {
  const known = props.series.flatMap(({ values }) => values).filter((it) => it !== undefined)
  const ticks = niceTicks(Math.min(...known), Math.max(...known))
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)]
  const height = (value: number) => share(value, high, low)
  return (
    <ChartFigure {...props}>
      <Plot
        {...props}
        ticks={ticks.map((value) => ({ at: height(value), label: props.format(value) }))}
        height={height}
        curve={straight}
      />
    </ChartFigure>
  )
}

export interface RankChartProps extends FigureProps {
  /** Drawn across: `ضمن الخمسين الأولى`. */
  readonly target?: { readonly rank: number; readonly label: string }
}

/** Ranks over time: the first place is on top, and each line is level at its points. */
export function RankChart(props: RankChartProps) {
  const { target } = props
  const known = props.series.flatMap(({ values }) => values).filter((it) => it !== undefined)
  const worst = Math.max(...known, target?.rank ?? 1)
  const ranks = [1, ...niceTicks(0, worst).filter((it) => it > 1 && it <= worst && Number.isInteger(it))]
  const height = (rank: number) => share(rank, 1, worst)
  return (
    <ChartFigure {...props}>
      <Plot
        {...props}
        ticks={ranks.map((rank) => ({ at: height(rank), label: props.format(rank) }))}
        height={height}
        curve={stepped}
        across={target && height(target.rank)}
      />
    </ChartFigure>
  )
}

interface PlotProps extends ChartProps {
  readonly ticks: readonly Tick[]
  readonly height: (value: number) => number
  readonly curve: (points: readonly Point[]) => string
  /** Height of a line across. */
  readonly across?: number | undefined
}

/** The picture in parts that keep their letters at one size however wide the plot is: axis, plot, ends, labels. */
function Plot({
  lang,
  written,
  labelsWritten = written,
  labels,
  series,
  format,
  ticks,
  height,
  curve,
  across,
}: PlotProps) {
  const at = (index: number) => (labels.length < 2 ? 50 : share(index, 0, labels.length - 1))
  const ends = series.flatMap(({ label, values }, index) => {
    const last = values.findLast((it) => it !== undefined)
    return last === undefined ? [] : [{ at: height(last), label, colour: colourOf(index) }]
  })
  const placed = spread(
    ends.map((end) => end.at),
    LINE,
  )
  return (
    <div class="plotted">
      <ValueAxis lang={lang} ticks={ticks} />
      <svg class="plot" aria-hidden="true">
        <GridLines ticks={ticks} />
        {across === undefined ? '' : <line class="target" x1="0" x2="100%" y1={`${across}%`} y2={`${across}%`} />}
        <svg aria-hidden="true" viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%">
          {series.map(({ values }, index) => (
            <path
              class={`line ${colourOf(index)}`}
              vector-effect="non-scaling-stroke"
              d={curve(
                values.map((value, of) => (value === undefined ? undefined : [along(at(of), lang), height(value)])),
              )}
            />
          ))}
        </svg>
        {series.map(({ label, values }, index) =>
          values.map((value, of) =>
            value === undefined ? (
              ''
            ) : (
              <circle class={colourOf(index)} cx={`${along(at(of), lang)}%`} cy={`${height(value)}%`} r="4">
                <title {...pictureTag(lang, written)}>
                  {`${label}، ${labels[of] ?? ''}: ${format(value)}`.replace('،', lang === 'ar' ? '،' : ',')}
                </title>
              </circle>
            ),
          ),
        )}
      </svg>
      <Ends lang={lang} written={written} ends={ends.map((end, index) => ({ ...end, at: placed[index] ?? end.at }))} />
      <LabelAxis lang={lang} written={labelsWritten} ticks={labels.map((label, index) => ({ at: at(index), label }))} />
    </div>
  )
}
