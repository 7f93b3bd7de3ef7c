import type { DocumentContent, DocumentKind } from '@rabt/directory'
import { checkContent } from '@rabt/directory'
import { describe, expect, it } from 'vitest'
import { DAY, member, NOW, positionOn, service, subsystem, textOf, words } from '../../test/office.ts'
import { contentOf, itemsOf } from './document.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const CERTIFICATE = Buffer.alloc(64, 1).toString('base64')
const span = { from: NOW, until: NOW + DAY, notice: words }
const gateway = {
  id: 'KW/GOV/EGOV/gw1',
  owner: 'KW/GOV/EGOV',
  name: words,
  linkUrl: 'wss://gw1.example',
  tlsKeys: [KEY],
  keys: [],
}

const CONTENTS: Readonly<Record<DocumentKind, object>> = {
  trust: {
    cas: [{ certificate: CERTIFICATE, ocspUrl: 'http://a.example/ocsp' }],
    gateways: [gateway],
    ocsp: [{ url: 'http://a.example/ocsp', certificate: CERTIFICATE }],
    tsa: [],
  },
  registry: {
    members: [member('KW/GOV/A'), member()],
    subsystems: [subsystem()],
    services: [service()],
    revoked: { gateways: ['KW/GOV/EGOV/gw1'], tlsKeys: [KEY], keys: [KEY], cas: [] },
    maintenance: [
      { gateway: 'KW/GOV/EGOV/gw1', ...span },
      { subsystem: 'KW/GOV/MOI/traffic', ...span },
    ],
    revocationsTo: 4,
  },
  agreements: { texts: [textOf()], positions: [positionOn(textOf())] },
}

describe('a document', () => {
  it.each(['trust', 'registry', 'agreements'] as const)(
    '%s is taken apart and put together the same, in any order',
    (kind) => {
      const content = CONTENTS[kind] as DocumentContent
      checkContent(kind, 'KW', content)
      const items = itemsOf(kind, content)
      expect(contentOf(kind, items)).toEqual(content)
      expect(contentOf(kind, items.toReversed())).toEqual(content)
      expect(new Set(items.map(({ kind: name, id }) => `${name} ${id}`)).size).toBe(items.length)
    },
  )

  it('without maintenance does not mention it', () => {
    const { maintenance: _maintenance, revocationsTo: _to, ...content } = CONTENTS.registry as Record<string, unknown>
    expect(contentOf('registry', itemsOf('registry', content as unknown as DocumentContent))).toEqual(content)
  })
})
