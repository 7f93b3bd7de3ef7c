import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import type { DirectoryWriter } from '../publish/writer.ts'
import { type Route, route } from './route.ts'
import { none, time } from './shapes.ts'

const answer = z.strictObject({
  /** This place. */
  site: z.string(),
  writer: z.string(),
  timestamp: z.int(),
  snapshot: z.int(),
  /** Since then nobody signed; after `until` another place may go on by itself. */
  signed: time,
  until: time,
})

export const DIRECTORY_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/authority/v1/directory',
    id: 'readDirectoryWriter',
    ar: 'من يكتب الدليل الآن',
    en: 'Who writes the directory now; of an authority that holds online keys',
    roles: ['officer', 'security', 'auditor'],
    params: none,
    query: none,
    body: null,
    answer,
    status: 200,
    errors: ['NOT_FOUND', 'DIRECTORY_UNREACHABLE'],
    run: async ({ deps }) => {
      const writer = here(deps.writer)
      return { site: writer.site, ...(await writer.writing()) }
    },
  }),
  route({
    method: 'post',
    path: '/authority/v1/directory/take-over',
    id: 'takeOverDirectory',
    ar: 'تسلّم كتابة الدليل بقرار قبل انقضاء المهلة',
    en: 'Takes the writing of the directory over by a decision, before the other place was silent for three hours',
    roles: ['security'],
    params: none,
    query: none,
    body: z.strictObject({ decision: z.string().trim().min(1).max(100) }),
    answer,
    status: 200,
    errors: [
      'NOT_FOUND',
      'CONFLICT',
      'DIRECTORY_INVALID',
      'DIRECTORY_UNREACHABLE',
      'DIRECTORY_EXPIRED',
      'NOT_THE_WRITER',
    ],
    run: async ({ deps, person, body }) => {
      const writer = here(deps.writer)
      return { site: writer.site, ...(await writer.takeOver(person.id, body.decision)) }
    },
  }),
]

/** Only two states' authorities hold online keys. Throws NOT_FOUND. */
function here(writer: DirectoryWriter | undefined): DirectoryWriter {
  if (writer === undefined) throw new RabtError('NOT_FOUND', { what: 'online keys' })
  return writer
}
