import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { coversConsumer, inForce, type NotInForce } from '../src/agreement.ts'
import { agreementDigest } from '../src/assemble/agreements.ts'
import { canonicalBytes, type Json } from '../src/codec/canonical-json.ts'
import type { AgreementsContent, AgreementText } from '../src/document/agreements.ts'
import { readAgreements, readRegistry } from '../src/document/read.ts'
import type { CheckedView } from '../src/view.ts'
import { type Party, positionOn, textOf, trafficOf, worldOf } from './agreements.ts'
import { withCode } from './code.ts'
import { DAY, NOW } from './federation.ts'

// docs/spec/agreements.md: every sentence with MUST has a number, and every number a row here.

const page = readFileSync(new URL('../../../docs/spec/agreements.md', import.meta.url), 'utf8')
const KW = 'KW/GOV/MOI/traffic'
const QA = 'QA/GOV/MOI/traffic/violations'
const PATH = 'kw/registry/agreements.json'

type Tree = Record<string, unknown>

const document = (content: Tree, state = 'KW'): Tree => ({
  format: 'rabt-agreements/1',
  state,
  version: 1,
  issued: NOW,
  texts: [],
  positions: [],
  ...content,
})
const read = (content: Tree, state = 'KW') =>
  readAgreements(canonicalBytes(document(content, state) as Json), state, PATH)
const reads = (content: Tree, state = 'KW'): boolean => {
  try {
    read(content, state)
    return true
  } catch (error) {
    expect(error).toEqual(withCode('DIRECTORY_INVALID'))
    return false
  }
}
const readsText = (change: Partial<AgreementText>, state = 'KW'): boolean => reads({ texts: [textOf(change)] }, state)

const accepts = (text: AgreementText): AgreementsContent => ({ texts: [], positions: [positionOn(text)] })
const writes = (text: AgreementText): AgreementsContent => ({ texts: [text], positions: [positionOn(text)] })
const agreed = (text: AgreementText, parties: Readonly<Record<string, Party>> = {}): CheckedView =>
  worldOf({ KW: { agreements: writes(text), ...parties.KW }, QA: { agreements: accepts(text), ...parties.QA } })
const reason = (view: CheckedView, time = NOW + DAY, caller = KW, called = QA): NotInForce | null | 'absent' => {
  const record = [...view.agreements.values()][0]
  return record === undefined ? 'absent' : inForce(view, record, caller, called, time)
}

const RULES: Readonly<Record<string, () => void>> = {
  A1: () => {
    const whole = canonicalBytes(document({ texts: [textOf()] }) as Json)
    expect(() => readAgreements(whole, 'KW', PATH)).not.toThrow()
    expect(() => readAgreements(Buffer.concat([whole, Buffer.from('\n')]), 'KW', PATH)).toThrow()
    expect(reads({ note: 'x' })).toBe(false)
    const { positions: _positions, ...lacking } = document({})
    expect(() => readAgreements(canonicalBytes(lacking as Json), 'KW', PATH)).toThrow(withCode('DIRECTORY_INVALID'))
    const { replaces: _replaces, ...short } = textOf()
    expect(reads({ texts: [short] })).toBe(false)
    const many = (length: number) => Array.from({ length }, (_, n) => textOf({ id: `KW/2026/${n + 1}` }))
    expect([reads({ texts: many(5000) }), reads({ texts: many(5001) })]).toEqual([true, false])
  },
  A2: () => {
    expect(reads({ state: 'SA' })).toBe(false)
    expect(readsText({ id: 'SA/2026/17' })).toBe(false)
    expect(reads({ texts: [textOf(), textOf({ stage: 'trial' })] })).toBe(false)
  },
  A3: () => {
    const foreign = { subsystem: 'SA/GOV/MOI/traffic' }
    expect(readsText({ consumer: foreign })).toBe(false)
    expect(readsText({ consumer: foreign, provider: { service: 'KW/GOV/MOI/traffic/violations' } })).toBe(true)
    expect(readsText({ consumer: { group: 'KW/police' } })).toBe(true)
    expect(readsText({ consumer: { group: 'SA/police' } })).toBe(false)
    expect(readsText({ consumer: { group: 'GCC/traffic' } })).toBe(true)
    expect(readsText({ id: 'GCC/2026/1', consumer: foreign }, 'GCC')).toBe(true)
  },
  A4: () => {
    const once = positionOn(textOf())
    expect(reads({ positions: [once] })).toBe(true)
    expect(reads({ positions: [once, positionOn(textOf(), { position: 'suspended' })] })).toBe(false)
  },
  A5: () => {
    expect(read({ positions: [positionOn(textOf({ id: 'SA/2026/1' }))] }).positions).toHaveLength(1)
  },
  A6: () => {
    const other = textOf({ id: 'SA/2026/1', consumer: { subsystem: 'SA/GOV/MOI/traffic' } })
    const view = worldOf({
      KW: { bytes: Buffer.from('{') },
      SA: { agreements: writes(other) },
      QA: { agreements: { texts: [], positions: [positionOn(textOf()), positionOn(other)] } },
    })
    expect([...view.agreements.keys()]).toEqual(['SA/2026/1'])
    expect(reason(view, NOW + DAY, 'SA/GOV/MOI/traffic')).toBeNull()
    expect([...view.services.keys()].sort()).toEqual(
      ['KW', 'QA', 'SA'].map((code) => `${code}/GOV/MOI/traffic/violations`),
    )
  },
  A7: () => {
    const text = textOf()
    const parties = { KW: { agreements: writes(text) }, QA: { agreements: accepts(text) } }
    expect(reason(worldOf(parties, new Map([['qa/registry/agreements.json', 1]])))).toBeNull()
    expect(reason(worldOf(parties, new Map([['qa/registry/agreements.json', 2]])))).toBe('not-accepted')
    expect(reason(worldOf(parties, new Map([[PATH, 2]])))).toBe('absent')
  },
  A8: () => {
    expect([0, 1, 1827 * DAY, 1827 * DAY + 1].map((life) => readsText({ until: NOW + life }))).toEqual([
      false,
      true,
      true,
      false,
    ])
  },
  A9: () => {
    const one = (pointer: string) => readsText({ responseFields: [pointer] })
    expect(['/a', '/a~1b/~0/*/', '/'].map(one)).toEqual([true, true, true])
    expect(['', 'a', '/a~2', '/a~'].map(one)).toEqual([false, false, false, false])
  },
  A10: () => {
    expect([readsText({ replaces: 'KW/2026/17' }), readsText({ replaces: 'KW/2026/16' })]).toEqual([false, true])
  },
  A11: () => {
    for (const mark of ['\u00ad', '\u200b', '\u202e', '\u2066', '\u0085']) {
      expect(readsText({ legalBasis: { ar: 'نص', en: `a${mark}b` } })).toBe(false)
      expect(readsText({ purpose: { code: 'a', ar: `ن${mark}ص`, en: 'Text' } })).toBe(false)
      expect(readsText({ decision: `12${mark}/2026` })).toBe(false)
    }
  },
  A12: () => {
    const url = new URL('../vectors/agreements.json', import.meta.url)
    const vectors = JSON.parse(readFileSync(url, 'utf8')) as {
      text: AgreementText
      canonical: string
      sha256: string
    }[]
    const digests = vectors.map(({ text }) => Buffer.from(agreementDigest(text), 'hex').toString('base64'))
    expect(digests).toEqual(vectors.map(({ sha256 }) => sha256))
    const { canonical, sha256 } = vectors[1] ?? {}
    expect(page).toContain(`digest \`${sha256}\` of\n\`\`\`\n${canonical}\n\`\`\``)
  },
  A13: () => {
    const text = textOf()
    const changed = { ...text, legalBasis: { ...text.legalBasis, en: 'Text.' } }
    expect(reason(worldOf({ KW: { agreements: writes(changed) }, QA: { agreements: accepts(text) } }))).toBe(
      'not-accepted',
    )
  },
  A14: () => {
    for (const named of [textOf(), textOf({ stage: 'trial' })]) {
      const positions = [positionOn(named, { position: 'suspended', from: NOW + 300 * DAY })]
      expect(reason(agreed(textOf(), { QA: { agreements: { texts: [], positions } } }))).toBe('suspended')
    }
  },
  A15: () => {
    const text = textOf({ until: NOW + 10 * DAY })
    const from = NOW + 5 * DAY
    const suspended = positionOn(text, { position: 'suspended' })
    // Each row leaves what the rows above hold against the text out.
    const rows: readonly (readonly [number, Party['agreements'], Party['stage'], NotInForce | null])[] = [
      [NOW - 1, { texts: [], positions: [suspended] }, 'trial', 'not-yet'],
      [NOW + 10 * DAY, { texts: [], positions: [suspended] }, 'trial', 'expired'],
      [NOW + DAY, { texts: [], positions: [suspended] }, 'trial', 'suspended'],
      [NOW + DAY, { texts: [], positions: [] }, 'trial', 'not-accepted'],
      [NOW + DAY, { texts: [], positions: [positionOn(text, { from })] }, 'trial', 'not-yet'],
      [NOW + DAY, accepts(text), 'trial', 'stage'],
      [NOW + DAY, accepts(text), 'live', null],
    ]
    for (const [time, agreements, stage, expected] of rows)
      expect(reason(agreed(text, { QA: { agreements, stage } }), time)).toBe(expected)
    expect(page.match(/^\| [1-6] \| `([a-z-]+)`/gm)?.map((row) => row.split('`')[1])).toEqual(
      rows.slice(0, 6).map(([, , , expected]) => expected),
    )
  },
  A16: () => {
    const group = 'GCC/traffic'
    const text = textOf({ id: 'GCC/2017/1', consumer: { group }, provider: { group, service: 'violations' } })
    const party = { groups: [group], agreements: accepts(text) }
    const view = worldOf({ GCC: { agreements: { texts: [text], positions: [] } }, KW: party, QA: party, SA: {} })
    expect(reason(view)).toBeNull()
    expect(reason(view, NOW + DAY, KW, 'SA/GOV/MOI/traffic/violations')).toBe('not-accepted')
    const own = textOf({ provider: { service: 'KW/GOV/MOI/traffic/violations' } })
    const alone = worldOf({ KW: { agreements: writes(own) } })
    expect(reason(alone, NOW + DAY, KW, 'KW/GOV/MOI/traffic/violations')).toBeNull()
  },
  A17: () => {
    const text = textOf({ stage: 'candidate' })
    expect(reason(agreed(text, { QA: { stage: 'candidate', agreements: accepts(text) } }))).toBeNull()
    expect(reason(agreed(text, { QA: { member: 'suspended', agreements: accepts(text) } }))).toBe('stage')
    expect(reason(agreed(text, { QA: { stage: 'suspended', agreements: accepts(text) } }))).not.toBeNull()
    expect(reason(agreed(text), NOW + DAY, 'KW/GOV/NOBODY/x')).toBe('stage')
    const office = textOf({ id: 'GCC/2026/1', consumer: { subsystem: 'GCC/GOV/MOI/traffic' } })
    const view = worldOf({ GCC: { agreements: writes(office) }, QA: { agreements: accepts(office) } })
    expect(reason(view, NOW + DAY, 'GCC/GOV/MOI/traffic')).toBeNull()
  },
  A18: () => {
    const group = 'GCC/traffic'
    const text = textOf({ consumer: { group }, provider: { group, service: 'violations' } })
    const view = agreed(text, { QA: { groups: [group], agreements: accepts(text) }, KW: { groups: [group] } })
    const [record] = view.agreementsFor(QA)
    if (record === undefined) throw new Error('the group has this service')
    expect([KW, group, 'SA/GOV/MOI/traffic'].map((id) => coversConsumer(view, record, id))).toEqual([
      true,
      false,
      false,
    ])
    expect(view.agreementsFor(`${group}/violations`)).toEqual([])
    expect(worldOf({ KW: { agreements: writes(text) }, QA: {} }).agreementsFor(QA)).toEqual([])
  },
  A19: () => {
    const registry = (group: string) => () =>
      readRegistry(
        canonicalBytes({
          format: 'rabt-registry/1',
          state: 'KW',
          version: 1,
          issued: NOW,
          ...(trafficOf('KW', { groups: [group] }) as unknown as Record<string, Json>),
        }),
        'KW',
        'kw/registry.json',
      )
    for (const group of ['KW/police', 'GCC/traffic']) expect(registry(group)).not.toThrow()
    expect(registry('SA/police')).toThrow(withCode('DIRECTORY_INVALID', 'cannot be in group'))
  },
}

/** Sentences about calls, which the gateways keep: the file and the title of the test that shows it. */
const AT_GATEWAYS: Readonly<Record<string, readonly [string, string]>> = {
  A20: ['authorise/choose-agreement.test.ts', 'that covers the call, the first in force of the directory’s order'],
  A21: ['authorise/choose-agreement.test.ts', 'is covered in every reading or not at all'],
  A22: ['authorise/choose-agreement.test.ts', 'that is named, or whose purpose is named, among several'],
  A23: ['edge-consumer/agreement.test.ts', 'names in its entry the agreement that carries it'],
  A24: ['edge-provider/provide.test.ts', 'AGREEMENT_DIFFERS'],
  A25: ['edge-consumer/agreement.test.ts', 'beyond its quota before anything is sent, and says when it opens again'],
  A26: ['agreements/usage.test.ts', 'survives a restart'],
  A27: ['edge-provider/provide.test.ts', 'when the answer holds other fields, and says where but not what'],
  A28: ['agreements/judge-json.test.ts', 'an answer that readers take differently is not judged'],
}

test('every sentence with MUST has a number, and every number a test', () => {
  const body = page.slice(page.indexOf('## 1.'))
  const numbered = [...body.matchAll(/^- \*\*(A\d+)\*\* (.*)$/gm)]
  expect(numbered.map(([, number]) => number)).toEqual(numbered.map((_, index) => `A${index + 1}`))
  expect(numbered.every(([, , sentence]) => /\bMUST\b/.test(sentence ?? ''))).toBe(true)
  const rest = numbered.reduce((text, [whole]) => text.replace(whole, ''), body)
  expect(rest).not.toMatch(/\bMUST\b/)
  expect([...Object.keys(RULES), ...Object.keys(AT_GATEWAYS)]).toEqual(numbered.map(([, number]) => number))
})

test.each(Object.entries(RULES))('agreements.md %s', (_, rule) => rule())

test.each(Object.entries(AT_GATEWAYS))('agreements.md %s is shown at the gateways', (_, [file, title]) => {
  const url = new URL(`../../gateway/src/${file}`, import.meta.url)
  expect(readFileSync(url, 'utf8')).toContain(title)
})
