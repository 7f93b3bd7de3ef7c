import { canonicalBytes } from '../codec/canonical-json.ts'
import { readAgreements, readRegistry, readTrust } from '../document/read.ts'
import { authorityOf } from '../metadata/names.ts'
import { type DocumentContent, type DocumentKind, issueDocument } from './documents.ts'

const READERS = { trust: readTrust, registry: readRegistry, agreements: readAgreements } as const

/**
 * Checks what a state would publish as every reader will, but for what only the other states' documents show (a public
 * key listed twice). Throws DIRECTORY_INVALID.
 */
export const checkContent = (kind: DocumentKind, state: string, content: DocumentContent): void => {
  READERS[kind](canonicalBytes(issueDocument(kind, state, content, 1, 0)), state, authorityOf(state)[kind].path)
}
