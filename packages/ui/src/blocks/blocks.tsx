import { Table } from '../data/table.tsx'
import type { Language, Text } from '../text/language.ts'
import { said, say, tagOf } from '../text/say.tsx'
import { Passage } from './inline.tsx'

/** Body of an article as structure, in language-tagged texts. */
export type Block =
  | { readonly type: 'paragraph'; readonly text: Text }
  | { readonly type: 'heading'; readonly text: Text }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly Text[] }
  | { readonly type: 'quote'; readonly text: Text; readonly by?: Text | undefined }
  | {
      readonly type: 'table'
      readonly caption: Text
      readonly head: readonly Text[]
      readonly rows: readonly (readonly Text[])[]
    }

export interface BlocksProps {
  readonly lang: Language
  readonly blocks: readonly Block[]
  /** Prefix of ids, where a page has more than one body. */
  readonly id?: string
}

/** Elements made of the structure, never of markup; each block that falls back to Arabic is marked as Arabic. */
export function Blocks({ lang, blocks, id = 'body' }: BlocksProps) {
  return (
    <div class="prose flow">
      {blocks.map((block, at) => (
        <One lang={lang} block={block} id={`${id}-${at}`} />
      ))}
    </div>
  )
}

function One({ lang, block, id }: { readonly lang: Language; readonly block: Block; readonly id: string }) {
  switch (block.type) {
    case 'paragraph':
      return (
        <p {...tagOf(block.text, lang)}>
          <Words text={block.text} lang={lang} />
        </p>
      )
    case 'heading':
      return (
        <h2 id={id} {...tagOf(block.text, lang)}>
          <Words text={block.text} lang={lang} />
        </h2>
      )
    case 'list': {
      const items = block.items.map((item) => (
        <li>
          {said(item, lang).lang === lang ? (
            <Words text={item} lang={lang} />
          ) : (
            // On the words, not on the line: its number stays where the list has it.
            <span {...tagOf(item, lang)}>
              <Words text={item} lang={lang} />
            </span>
          )}
        </li>
      ))
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'quote':
      return (
        <figure>
          <blockquote {...tagOf(block.text, lang)}>
            <Words text={block.text} lang={lang} />
          </blockquote>
          {block.by === undefined ? '' : <figcaption class="soft">{say(block.by, lang)}</figcaption>}
        </figure>
      )
    case 'table':
      return (
        <Table
          lang={lang}
          id={id}
          caption={say(block.caption, lang)}
          columns={block.head.map((label, column) => ({
            label: say(label, lang),
            heads: column === 0,
            cell: (row: readonly Text[]) => (row[column] === undefined ? '' : say(row[column], lang)),
          }))}
          rows={block.rows}
        />
      )
  }
}

function Words({ text, lang }: { readonly text: Text; readonly lang: Language }) {
  const { text: words, lang: found } = said(text, lang)
  return <Passage text={words} lang={found} />
}
