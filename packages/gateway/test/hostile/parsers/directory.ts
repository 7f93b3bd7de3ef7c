import { type CheckedView, verifyAsOf, viewFromDocuments } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { type Federation, fileEnding, foundFederation, snapshotVersion } from '../federation.ts'
import { type Parser, parser } from '../parser.ts'
import { ROLE_NAMES, type Role, reseal, signedText } from '../reseal.ts'

const DOCUMENTS = [
  ['trust', '.trust.json', 'kw/trust.json'],
  ['registry', '.registry.json', 'kw/registry.json'],
  ['federation', '.federation.json', 'federation.json'],
] as const

const PATHS = /^targets\/([a-z]+)\/[0-9a-f]{64}\.(trust|registry)\.json$/

/** A view of the federation's documents with some of them replaced, as after their signatures were checked. */
function viewWith({ files }: Federation, changed: ReadonlyMap<string, Uint8Array>): CheckedView {
  const documents = new Map<string, Uint8Array>()
  for (const [name, bytes] of files) {
    const match = PATHS.exec(name)
    if (match !== null) documents.set(`${match[1]}/${match[2]}.json`, bytes)
  }
  for (const [path, bytes] of changed) documents.set(path, bytes)
  const [, federation] = fileEnding(files, '.federation.json')
  // One state's documents are read: the others would be the same each time.
  const delegated = new Set(['state-kw', 'state-kw-ops'])
  return viewFromDocuments({
    version: snapshotVersion(1, federation),
    expires: Number.MAX_SAFE_INTEGER,
    federation: changed.get('federation.json') ?? federation,
    documents,
    delegated,
    keys: [],
    issues: [],
  }).view
}

/** What a document says that should have been refused; a view must be fit for use. */
function checkView(view: CheckedView): CheckedView {
  if (Number.isNaN(view.expires)) throw new Error('a view that never expires')
  for (const { keys } of view.gateways.values())
    for (const key of keys) if (key.publicKey.length !== 32 && key.publicKey.length !== 1312) throw new Error('key')
  for (const { id, sealKeys } of view.members.values())
    for (const { notBefore, notAfter } of sealKeys)
      if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) throw new Error(`times of a certificate of ${id}`)
  return view
}

/** The issue that a part of the view was left out for becomes the refusal: both are typed. */
function refusals(view: CheckedView): CheckedView {
  const [issue] = checkView(view).issues
  if (issue !== undefined) throw new RabtError(issue.code, { place: issue.place, reason: issue.reason })
  return view
}

function documents(federation: Federation): readonly Parser[] {
  return DOCUMENTS.map(([name, ending, path]) => {
    const [, seed] = name === 'federation' ? fileEnding(federation.files, ending) : fileOf(federation, path)
    return parser({
      name: `directory-${name}`,
      format: 'json',
      seeds: [seed],
      share: 0.5,
      read: (input) => refusals(viewWith(federation, new Map([[path, input]]))),
    })
  })
}

function fileOf({ files }: Federation, path: string): readonly [string, Buffer] {
  for (const [name, bytes] of files) {
    const match = PATHS.exec(name)
    if (match !== null && `${match[1]}/${match[2]}.json` === path) return [name, Buffer.from(bytes)]
  }
  throw new Error(`no document ${path}`)
}

/** Certificates reach us inside documents, as base64: the same places again, with each certificate changed. */
function certificates(federation: Federation): readonly Parser[] {
  const own = federation.certificates.get('KW')
  if (own === undefined) throw new Error('no certificates')
  const kinds = [
    ['ca', own.ca.certificate, 'kw/trust.json'],
    ['ocsp', own.ocsp, 'kw/trust.json'],
    ['tsa', own.tsa, 'kw/trust.json'],
    ['seal', own.seal, 'kw/registry.json'],
  ] as const
  return kinds.map(([kind, der, path]) => {
    const text = fileOf(federation, path)[1].toString('utf8')
    return parser({
      name: `certificate-${kind}`,
      format: 'der',
      seeds: [der],
      read: (input) => {
        const changed = text.replace(der.toString('base64'), input.toString('base64'))
        return refusals(viewWith(federation, new Map([[path, Buffer.from(changed)]])))
      },
    })
  })
}

/** Metadata of each role, changed and signed again by the role's own keys. */
const metadata = (federation: Federation): readonly Parser[] =>
  ROLE_NAMES.map((role: Role) =>
    parser({
      name: `metadata-${role}`,
      format: 'json',
      share: 0.3,
      seeds: [signedText(federation, role)],
      read: async (input) => refusals(verifyAsOf(await reseal(federation, role, input.toString('utf8')))),
    }),
  )

export async function directoryParsers(): Promise<readonly Parser[]> {
  const federation = await foundFederation()
  return [...documents(federation), ...certificates(federation), ...metadata(federation)]
}
