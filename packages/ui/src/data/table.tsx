import type { Child } from 'hono/jsx'
import { Icon } from '../parts/icon.tsx'
import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'

export interface Column<Row> {
  readonly label: Child
  readonly cell: (row: Row) => Child
  /** Digits under digits. */
  readonly numeric?: boolean
  /** Names its row: one column a table. */
  readonly heads?: boolean
  /** The same table sorted by this column; `now` how it is sorted by it now. */
  readonly sort?: { readonly href: string; readonly now?: 'ascending' | 'descending' | undefined }
}

export interface TableProps<Row> {
  readonly lang: Language
  /** Unique on the page. */
  readonly id: string
  readonly caption: Child
  /** Where a heading above says it already. */
  readonly captionUnseen?: boolean
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}

/** A table that scrolls sideways within its own frame, which the keyboard reaches. */
export function Table<Row>({ lang, id, caption, captionUnseen, columns, rows }: TableProps<Row>) {
  return (
    <figure class="scroll" tabindex={0} aria-labelledby={`${id}-caption`}>
      <table class="table" id={id}>
        <caption id={`${id}-caption`} class={captionUnseen ? 'unseen' : undefined}>
          {caption}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head lang={lang} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {columns.map(({ cell, numeric, heads }) =>
                heads ? <th scope="row">{cell(row)}</th> : <td class={numeric ? 'numeric' : undefined}>{cell(row)}</td>,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}

function Head({ lang, column }: { readonly lang: Language; readonly column: Omit<Column<never>, 'cell'> }) {
  const { label, numeric, sort } = column
  const now = sort?.now
  return (
    <th scope="col" class={numeric ? 'numeric' : undefined} aria-sort={now}>
      {sort === undefined ? (
        label
      ) : (
        <a href={sort.href} rel="nofollow">
          <span class="unseen">{words[lang].sortBy}</span> {label}{' '}
          <Icon name={now === undefined ? 'sort' : now === 'ascending' ? 'up' : 'down'} />
        </a>
      )}
    </th>
  )
}
