import { digits, directionOf, type Language, LineChart, messages, mixed, month, number, Table } from '@rabt/ui'
import { parse } from 'csv-parse/sync'
import type { Child } from 'hono/jsx'
import type { PublishedFiles } from '../../files/published-files.ts'
import type { RecordOf } from '../../record/record.ts'
import { plain } from '../shell.tsx'

const words = messages(
  { rows: 'أول صفوف الجدول', chart: 'رسم البيانات' },
  { rows: 'First rows of the table', chart: 'Chart of the data' },
)

/** Of a CSV file: what is parsed, shown as a table, and drawn. */
const LIMITS = { bytes: 1_048_576, rows: 500, shown: 10, columns: 12, cell: 200 } as const

/** Table, and chart where the record names one, of the first CSV file; nothing where there is none that reads. */
export async function previewOf(
  files: PublishedFiles,
  record: RecordOf<'dataset'>,
  lang: Language,
): Promise<Child | undefined> {
  const file = record.files.find(({ format, bytes }) => format === 'CSV' && bytes <= LIMITS.bytes)
  const found = file === undefined ? null : await files.get(file.sha256)
  if (found === null) return undefined
  const rows = readCsv(found.content)
  const [head, ...body] = rows
  if (head === undefined || body.length === 0) return undefined
  const t = words[lang]
  const label = record.chart === undefined ? -1 : head.indexOf(record.chart.label)
  const written = /[\u0620-\u064a]/.test(head.join('')) ? 'ar' : 'en'
  const dated = body.every((row) => /^[\d-]+$/.test(row[label] ?? ''))
  const series = (record.chart?.series ?? []).flatMap((name) => {
    const at = head.indexOf(name)
    return at < 0 ? [] : [{ label: name, values: body.map((row) => numberOf(row[at])) }]
  })
  return (
    <>
      {label < 0 || series.length === 0 ? (
        ''
      ) : (
        <LineChart
          lang={lang}
          id="chart"
          title={t.chart}
          summary={plain(record.title, lang)}
          written={written}
          labelsWritten={dated ? lang : written}
          labelsTitle={head[label] ?? ''}
          labels={body.map((row) => named(row[label] ?? '', dated ? lang : written))}
          series={series}
          format={(value) => number(value, lang)}
        />
      )}
      <Table
        lang={lang}
        id="rows"
        caption={t.rows}
        columns={head.map((name, at) => ({
          label: <Cell lang={lang} text={name} />,
          heads: at === 0,
          numeric: body.every((row) => numberOf(row[at]) !== undefined),
          cell: (row: readonly string[]) => <Cell lang={lang} text={row[at] ?? ''} />,
        }))}
        rows={body.slice(0, LIMITS.shown)}
      />
    </>
  )
}

/** A month or a number of the data as the language writes it, a word as it stands. */
function named(cell: string, lang: Language): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(cell)) return month(`${cell}-01`, lang)
  const value = numberOf(cell)
  if (value === undefined) return digits(cell, lang)
  // A year is no quantity.
  return /^(19|20)\d\d$/.test(cell) ? digits(cell, lang) : number(value, lang)
}

function Cell({ lang, text }: { readonly lang: Language; readonly text: string }) {
  const written = /[\u0620-\u064a]/.test(text) ? 'ar' : /[A-Za-z]/.test(text) ? 'en' : lang
  if (written === lang) return <>{mixed(named(text, lang), lang)}</>
  return (
    <span lang={written} dir={directionOf(written)}>
      {mixed(text, written)}
    </span>
  )
}

function readCsv(content: Buffer): readonly (readonly string[])[] {
  try {
    const rows: string[][] = parse(content, {
      bom: true,
      to: LIMITS.rows,
      relax_column_count: true,
      max_record_size: 65_536,
    })
    return rows.map((row) => row.slice(0, LIMITS.columns).map((cell) => cell.slice(0, LIMITS.cell)))
  } catch {
    return []
  }
}

function numberOf(cell: string | undefined): number | undefined {
  return cell !== undefined && /^-?\d{1,15}(\.\d{1,6})?$/.test(cell) ? Number(cell) : undefined
}
