import type { StateCode } from '../federation/states.ts'
import { commonOf } from './common.ts'
import { sha256 } from './digest.ts'
import { DATASETS, DOCUMENTS, datasetCsv, documentPdf } from './library.ts'

/** Records of documents and data sets with the bytes of their files by digest. */
export function makeLibrary(state: StateCode) {
  const files = new Map<string, Uint8Array>()
  const keep = (bytes: Uint8Array) => {
    const digest = sha256(bytes)
    files.set(digest, bytes)
    return { bytes: bytes.length, sha256: digest }
  }
  const documents = DOCUMENTS.map((kind) => ({
    kind: 'document',
    ...commonOf(state, 'document', kind.slug, kind.agency, kind.title, kind.summary),
    sectors: [kind.sector],
    themes: [kind.theme],
    type: kind.type,
    files: [{ title: kind.title, name: `${kind.slug}.pdf`, format: 'PDF', ...keep(documentPdf(kind, state)) }],
    body: kind.paragraphs.map((text) => ({ type: 'paragraph', text })),
  }))
  const datasets = DATASETS.map((kind) => ({
    kind: 'dataset',
    ...commonOf(state, 'dataset', kind.slug, kind.agency, kind.title, kind.summary),
    keywords: kind.keywords,
    sectors: [kind.sector],
    themes: [kind.theme],
    frequency: kind.frequency,
    temporal: { from: '2025-01-01', to: '2026-06-30' },
    chart: { file: `${kind.slug}.csv`, ...kind.chart },
    files: [{ title: kind.title, name: `${kind.slug}.csv`, format: 'CSV', ...keep(datasetCsv(kind, state)) }],
  }))
  return { records: [...documents, ...datasets], files }
}
