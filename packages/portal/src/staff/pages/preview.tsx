import { Bdi, type Block, Blocks, Definitions, say } from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { Draft } from '../../content/drafts.ts'
import { body } from '../../record/blocks.ts'
import { type FieldNode, fieldsOf, memberOf, type NamedField } from '../../record/fields.ts'
import type { Language } from '../../record/text.ts'
import { CODE_WORDS } from '../labels.ts'
import { labelOf } from './fields.tsx'

const YES = { ar: 'نعم', en: 'Yes' }
const NO = { ar: 'لا', en: 'No' }

/** What readers would see of a draft, field by field; what is not filled in yet is left out. */
export function Preview({ lang, draft }: { readonly lang: Language; readonly draft: Pick<Draft, 'kind' | 'record'> }) {
  const fields = fieldsOf(draft.kind)
  const blocks = body.safeParse(draft.record.body)
  return (
    <>
      <Definitions
        rows={rowsOf(
          fields.filter(({ name }) => name !== 'body'),
          draft.record,
          lang,
        )}
      />
      {blocks.success && blocks.data.length > 0 ? <Blocks lang={lang} blocks={blocks.data as Block[]} /> : ''}
    </>
  )
}

function rowsOf(fields: readonly NamedField[], value: unknown, lang: Language): [Child, Child | undefined][] {
  return fields.map(({ name, node }) => [labelOf(name, lang), shown(node, memberOf(value, name), name, lang)])
}

function shown(node: FieldNode, value: unknown, name: string, lang: Language): Child | undefined {
  if (value === undefined || value === null || value === '') return undefined
  switch (node.type) {
    case 'text': {
      const ar = memberOf(value, 'ar')
      const en = memberOf(value, 'en')
      if (typeof ar !== 'string') return typeof en === 'string' ? en : undefined
      return say({ ar, ...(typeof en === 'string' ? { en } : {}) }, lang)
    }
    case 'choice':
      return word(name, value, lang)
    case 'choices':
    case 'list': {
      if (!Array.isArray(value) || value.length === 0) return undefined
      const of = node.type === 'list' ? node.of : undefined
      return (
        <ul>
          {value.map((one) => (
            <li>{of === undefined ? word(name, one, lang) : shown(of, one, name, lang)}</li>
          ))}
        </ul>
      )
    }
    case 'group':
      return <Definitions narrow rows={rowsOf(node.fields, value, lang)} />
    case 'variants':
      return undefined
    case 'boolean':
      return (value ? YES : NO)[lang]
    default:
      return <Bdi>{String(value)}</Bdi>
  }
}

function word(name: string, code: unknown, lang: Language): Child {
  return CODE_WORDS[name]?.[String(code)]?.[lang] ?? <Bdi>{String(code)}</Bdi>
}
