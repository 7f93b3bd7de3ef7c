import type { RegistryContent } from '@rabt/directory'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DirectoryHome, directoryHome } from '../testing/directory-home.ts'
import { changeDocument } from './publish-own.ts'

const name = { ar: 'اسم', en: 'Name' }
const member = (id: string) => ({ id, name, sealCertificates: [] })

let home: DirectoryHome
beforeEach(async () => {
  home = await directoryHome({})
})
afterEach(() => home.remove())

const add = (id: string) => (before: unknown) => {
  const content = before as RegistryContent
  return { ...content, members: [...content.members, member(id)] }
}

test('what somebody publishes between the reading and the writing is not lost', async () => {
  let asked = 0
  const changed = await changeDocument(home.context, 'KW', 'registry', async (before) => {
    asked += 1
    if (asked === 1) await changeDocument(home.context, 'KW', 'registry', add('KW/GOV/MOI'))
    return add('KW/GOV/MOCI')(before)
  })
  expect([changed, asked]).toEqual([true, 2])
  const { members } = await home.read<RegistryContent>('KW', 'registry')
  expect(members.map(({ id }) => id)).toEqual(['KW/GOV/MOI', 'KW/GOV/MOCI'])
})

test('nothing to change publishes nothing; the organisation signs with its one key', async () => {
  const before = await home.repository.read('metadata/timestamp.json')
  expect(await changeDocument(home.context, 'KW', 'registry', () => null)).toBe(false)
  expect(await home.repository.read('metadata/timestamp.json')).toEqual(before)
  const content = { texts: [], positions: [] }
  expect(await changeDocument(home.context, 'GCC', 'agreements', () => content)).toBe(true)
  expect(await home.read('GCC', 'agreements')).toEqual(content)
})
