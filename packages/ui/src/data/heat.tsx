import type { Child } from 'hono/jsx'
import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'

export interface HeatCell {
  /** 0 (information) to 4 (proactive); none where nothing is known. */
  readonly level?: 0 | 1 | 2 | 3 | 4
  /** The word of the level: never a colour alone. */
  readonly label: Child
  /** A call of the network was answered. */
  readonly answers?: boolean
  readonly href?: string
}

export interface HeatProps {
  readonly lang: Language
  readonly id: string
  readonly caption: Child
  readonly captionUnseen?: boolean
  /** Over the names of the rows. */
  readonly corner: Child
  readonly columns: readonly Child[]
  readonly rows: readonly { readonly title: Child; readonly cells: readonly HeatCell[] }[]
  /** Words of the levels 0 to 4, for the key. */
  readonly levels: readonly string[]
}

/** Readiness: the declared level as colour and word, and a point where the network really answers. */
export function HeatTable({ lang, id, caption, captionUnseen, corner, columns, rows, levels }: HeatProps) {
  const t = words[lang]
  return (
    <div>
      <figure class="scroll" tabindex={0} aria-labelledby={`${id}-caption`}>
        <table class="heat" id={id}>
          <caption id={`${id}-caption`} class={captionUnseen ? 'unseen' : undefined}>
            {caption}
          </caption>
          <thead>
            <tr>
              <th scope="col">{corner}</th>
              {columns.map((column) => (
                <th scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, cells }) => (
              <tr>
                <th scope="row">{title}</th>
                {cells.map((cell) => (
                  <Cell cell={cell} answering={t.answers} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </figure>
      <ul class="heat-key">
        {levels.map((label, level) => (
          <li>
            <i class={`level-${level}`}></i> {label}
          </li>
        ))}
        <li>
          <i class="answering"></i> {t.answers}
        </li>
      </ul>
    </div>
  )
}

function Cell({ cell, answering }: { readonly cell: HeatCell; readonly answering: string }) {
  const { level, label, answers, href } = cell
  return (
    <td class={level === undefined ? 'none' : `level-${level}`}>
      <span class={answers ? 'answers' : undefined}>
        {href === undefined ? label : <a href={href}>{label}</a>}{' '}
        {answers ? <span class="unseen">({answering})</span> : ''}
      </span>
    </td>
  )
}
