import { type Language, say } from '@rabt/ui'
import type { Block } from '../../record/blocks.ts'

/** A body of structure: paragraphs, headings, lists, quotes, tables. */
export function Blocks({ blocks, lang }: { readonly blocks: readonly Block[]; readonly lang: Language }) {
  if (blocks.length === 0) return null
  return <div class="prose flow">{blocks.map((each) => one(each, lang))}</div>
}

function one(block: Block, lang: Language) {
  switch (block.type) {
    case 'paragraph':
      return <p>{say(block.text, lang)}</p>
    case 'heading':
      return <h2>{say(block.text, lang)}</h2>
    case 'list': {
      const items = block.items.map((each) => <li>{say(each, lang)}</li>)
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'quote':
      return (
        <blockquote>
          <p>{say(block.text, lang)}</p>
          {block.by === undefined ? '' : <footer>{say(block.by, lang)}</footer>}
        </blockquote>
      )
    case 'table':
      return (
        <table>
          <caption>{say(block.caption, lang)}</caption>
          <thead>
            <tr>
              {block.head.map((each) => (
                <th scope="col">{say(each, lang)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row) => (
              <tr>
                {row.map((each) => (
                  <td>{say(each, lang)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )
  }
}
