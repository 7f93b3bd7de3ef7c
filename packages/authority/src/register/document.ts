import type { DocumentContent, DocumentKind } from '@rabt/directory'
import { KINDS, type KindName, kindOf, kindsOf } from './kinds.ts'

/** An object of the register, as it stands in a document. */
export interface Item {
  readonly kind: KindName | 'field'
  readonly id: string
  readonly content: Readonly<Record<string, unknown>>
}

const REVOKED = 'revoked'

/** Takes a document's content apart. A member that is no list of objects is kept as it is, under its own name. */
export function itemsOf(document: DocumentKind, content: DocumentContent): readonly Item[] {
  const items: Item[] = []
  const kinds = kindsOf(document)
  for (const [name, value] of Object.entries(content as unknown as Record<string, unknown>)) {
    const kind = kinds.find((candidate) => KINDS[candidate].list === name)
    if (document === 'registry' && name === REVOKED) {
      for (const [list, values] of Object.entries(value as Record<string, readonly string[]>)) {
        for (const each of values) items.push(revocationItem(list, each))
      }
    } else if (kind === undefined) items.push({ kind: 'field', id: `${document}.${name}`, content: { value } })
    else {
      for (const entry of value as readonly Item['content'][]) {
        items.push({ kind, id: kindOf(kind).idOf(entry), content: entry })
      }
    }
  }
  return items
}

/** Puts a document's content together; the same objects in any order give the same content. */
export function contentOf(document: DocumentKind, items: readonly Item[]): DocumentContent {
  const sorted = [...items].sort((a, b) => (a.id < b.id ? -1 : 1))
  const content: Record<string, unknown> = {}
  for (const kind of kindsOf(document)) {
    const { list } = kindOf(kind)
    if (list !== null) content[list] = sorted.filter((item) => item.kind === kind).map((item) => item.content)
  }
  if (document === 'registry') {
    const revoked: Record<string, unknown[]> = { gateways: [], tlsKeys: [], keys: [], cas: [] }
    for (const item of sorted) {
      if (item.kind === 'revocation') revoked[String(item.content.list)]?.push(item.content.value)
    }
    content[REVOKED] = revoked
    // Absent and empty are the same to a reader; a document that has none looks as it did before there were any.
    if ((content.maintenance as unknown[]).length === 0) delete content.maintenance
  }
  for (const item of sorted) {
    if (item.kind === 'field') content[item.id.slice(document.length + 1)] = item.content.value
  }
  return content as unknown as DocumentContent
}

function revocationItem(list: string, value: string): Item {
  const content = { list, value }
  return { kind: 'revocation', id: KINDS.revocation.idOf(content), content }
}
