import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { Network } from './network.ts'
import { findInFiles } from './search.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-search-'))
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('finds a text in every file that is there, in other forms too', () => {
  mkdirSync(join(home, 'kw/blobs'), { recursive: true })
  mkdirSync(join(home, 'postgres/data'), { recursive: true })
  writeFileSync(join(home, 'kw/blobs/a'), 'a PLATE-1 stands here')
  writeFileSync(join(home, 'kw/log'), Buffer.from('a PLATE-1').toString('hex'))
  writeFileSync(join(home, 'postgres/data/heap'), 'PLATE-1')
  const search = { home } as Network
  const found = findInFiles(search, ['PLATE-1', 'PLATE-2'])
  expect(found['PLATE-1'].toSorted()).toEqual(['kw/blobs/a', 'kw/log'])
  expect(found['PLATE-2']).toEqual([])
})

it('passes over a folder that has gone', () => {
  expect(findInFiles({ home: join(home, 'gone') } as Network, ['PLATE-1'])).toEqual({ 'PLATE-1': [] })
})
