import { expect, it } from 'vitest'
import { corpusNames } from './corpus.ts'
import { directoryParsers } from './parsers/directory.ts'
import { EDGES } from './parsers/edge.ts'
import { EVIDENCE } from './parsers/evidence.ts'
import { LEDGER } from './parsers/ledger.ts'
import { PROTOCOL } from './parsers/protocol.ts'
import { STORE } from './parsers/store.ts'

/** Rows that need a database or are made by a test themselves. */
const ELSEWHERE = ['admin-client', 'admin-service', 'admin-maintenance', 'admin-path', 'admin-delete', 'ocsp-answer']

it('every folder of the corpus belongs to a row, and no two rows have one name', async () => {
  const rows = [...PROTOCOL, ...LEDGER, ...EVIDENCE, ...EDGES, ...STORE, ...(await directoryParsers())]
  const names = [...rows.map(({ name }) => name), ...ELSEWHERE]
  expect(new Set(names).size).toBe(names.length)
  expect(corpusNames().filter((name) => !names.includes(name))).toEqual([])
})
