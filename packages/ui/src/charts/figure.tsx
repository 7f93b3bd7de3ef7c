import type { Child } from 'hono/jsx'
import { Table } from '../data/table.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'
import { mixed } from '../text/mixed.tsx'
import { type ChartProps, colourOf, namesTag } from './data.ts'

export interface FigureProps extends ChartProps {
  /** Named colours; needless where lines carry their names. */
  readonly legend?: boolean
  /** The series are steps of one scale, the levels of readiness: shades of one colour. */
  readonly ramp?: boolean
  /** Drawn across the plot, named in the legend. */
  readonly target?: { readonly label: string } | undefined
  /** Source, licence, download. */
  readonly foot?: Child
  readonly children?: Child
}

/** A chart with its name, the picture as one image for readers, and the table that says the same. */
export function ChartFigure(props: FigureProps) {
  const { lang, written, id, title, summary, series, legend, ramp, target, foot, children } = props
  return (
    <figure class="chart" aria-labelledby={`${id}-title`}>
      <figcaption id={`${id}-title`}>{mixed(title, lang)}</figcaption>
      {legend || target !== undefined ? (
        <ul class="chart-key">
          {(legend ? series : []).map(({ label }, at) => (
            <li>
              <i class={colourOf(at, ramp)}></i> {nameOf(label, lang, written)}
            </li>
          ))}
          {target === undefined ? (
            ''
          ) : (
            <li>
              <i class="target"></i> {mixed(target.label, lang)}
            </li>
          )}
        </ul>
      ) : (
        ''
      )}
      <div class="picture" role="img" aria-label={summary}>
        {children}
      </div>
      <Disclosure title={words[lang].table}>
        <Twin {...props} />
      </Disclosure>
      {foot === undefined ? '' : <div class="small soft">{foot}</div>}
    </figure>
  )
}

/** A label or a name of a series, in its own language. */
function nameOf(text: string, lang: Language, written?: Language): Child {
  const tag = namesTag(lang, written)
  return tag.lang === undefined ? mixed(text, lang) : <span {...tag}>{mixed(text, tag.lang)}</span>
}

function Twin({ lang, written, labelsWritten = written, id, title, labels, labelsTitle, series, format }: ChartProps) {
  return (
    <Table
      lang={lang}
      id={`${id}-table`}
      caption={mixed(title, lang)}
      captionUnseen
      columns={[
        {
          label: nameOf(labelsTitle, lang, written),
          heads: true,
          cell: (at: number) => nameOf(labels[at] ?? '', lang, labelsWritten),
        },
        ...series.map(({ label, values }) => ({
          label: nameOf(label, lang, written),
          numeric: true,
          cell: (at: number) => {
            const value = values[at]
            return value === undefined ? '–' : format(value)
          },
        })),
      ]}
      rows={labels.map((_, at) => at)}
    />
  )
}
