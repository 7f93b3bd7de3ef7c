import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  addSignature,
  CHECKS,
  directoryRepository,
  type PublishedNow,
  readPublishedNow,
  readSigner,
  signReport,
} from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PageCommand, runPage } from '../testing/page-shell.ts'
import { run } from '../testing/run.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/operate/ceremonies.md'), 'utf8')
const PASSPHRASE = 'lantern orchid pebble saffron willow zephyr'
const START = Date.parse('2026-11-30T08:00:00Z')
const MINUTE = 60_000

/** Commands of the page by the heading that they stand under. */
const sections = PAGE.split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    script: [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script]) => script).join('\n'),
  }))
  .filter(({ script }) => script !== '')

interface Ran {
  readonly args: readonly string[]
  readonly exit: number
  readonly out: string
}

let home: string
let dir: string
let result: Awaited<ReturnType<typeof runPage>>
const ran = new Map<string, Ran[]>()
/** The directory as each section left it. */
const after = new Map<string, PublishedNow>()

const pem = (name: string) => readSigner(readFileSync(join(dir, `keys/${name}.key.pem`)), PASSPHRASE, name)

/** What the authorities of AE and KW signed after a run of all checks: the page finds it in its folder. */
const writeReport = async (now: number): Promise<void> => {
  const report = await signReport(
    {
      federation: 'gcc',
      run: '3f2f4c9e-8f0e-4a6a-9a6a-1d7d1c1a2b3c',
      state: 'AE',
      partner: 'KW',
      gateway: 'AE/GOV/EGOV/gw1',
      partnerGateway: 'KW/GOV/EGOV/gw1',
      directory: { number: 3, hash: Buffer.alloc(32).toString('base64') },
      software: { state: 'rabt 0.1.0', partner: 'rabt 0.1.0' },
      started: now - MINUTE,
      ended: now,
      checks: CHECKS.map(({ code }) => ({ code, result: 'pass', reason: null, detail: null, durationMs: 5 })),
    },
    pem('ae-ops'),
  )
  writeFileSync(join(dir, 'ae-report.json'), await addSignature(report, pem('kw-ops')))
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'rabt-page-'))
  dir = join(home, 'office')
  const bin = join(home, 'bin')
  for (const path of [dir, bin]) mkdirSync(path)
  let now = START
  let section = ''
  const answer = async ({ args, passphrase }: PageCommand) => {
    now += MINUTE
    if (args[0] === 'page') {
      const repository = directoryRepository(join(dir, 'directory'))
      if ((await repository.list()).length > 0) after.set(section, await readPublishedNow(repository))
      section = args[1] ?? ''
      if (section === "Change a state's stage") await writeReport(now)
      return { exit: 0, out: '', notes: '' }
    }
    const env = passphrase === undefined ? {} : { RABT_PASSPHRASE: passphrase }
    const { exit, out, notes } = await run(args, { cwd: dir, env, now: () => now })
    ran.set(section, [...(ran.get(section) ?? []), { args, exit, out }])
    return { exit, out, notes }
  }
  const script = sections.map(({ title, script }) => `rabt page "${title}"\n${script}`).join('\n')
  result = await runPage(`${script}\nrabt page end`, { dir, bin, input: `${PASSPHRASE}\n` }, answer)
}, 180_000)

afterAll(() => rmSync(home, { recursive: true, force: true }))

const at = (title: string): PublishedNow => {
  const found = after.get(title)
  if (found === undefined) throw new Error(`the page did not come past ${title}: ${result.notes}`)
  return found
}
const stages = (title: string) =>
  Object.fromEntries([...at(title).view.states].map(([code, { stage }]) => [code, stage]))
const last = (title: string, ...words: readonly string[]): Ran => {
  const found = ran.get(title)?.findLast(({ args }) => words.every((word) => args.includes(word)))
  if (found === undefined) throw new Error(`${title} has no ${words.join(' ')}`)
  return found
}
const days = (from: number, to: number | undefined) => Math.round(((to ?? 0) - from) / (24 * 60 * MINUTE))

describe('the page of ceremonies, run as written', () => {
  test('every command of it succeeds', () => {
    expect(result).toMatchObject({ exit: 0, notes: '' })
    expect(sections.map(({ title }) => title)).toHaveLength(10)
  })

  test('keys are made for their owner alone, encrypted, and no output holds one', () => {
    const secret = readFileSync(join(dir, 'keys/kw-root.key.pem'), 'utf8')
    expect(secret).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    expect(statSync(join(dir, 'keys/kw-root.key.pem')).mode & 0o777).toBe(0o600)
    const [made, said] = [last("Officers' keys", 'key', 'keys/kw-root'), last("Officers' keys", '--of')]
    expect(made.out.trim().split('\n').at(-1)).toBe(said.out.trim())
    for (const line of secret.split('\n').filter((line) => line.length === 64)) expect(result.out).not.toContain(line)
    expect(result.out).not.toContain('PRIVATE KEY')
    expect(result.out).not.toContain(PASSPHRASE)
  })

  test('the federation is created, and says in Arabic what is to be signed', () => {
    const title = 'Create the federation'
    expect(stages(title)).toEqual({ KW: 'live', SA: 'live', QA: 'live' })
    expect(last(title, 'show').out).toContain('تنضم الكويت (KW) بمرحلة عاملة')
    expect(
      ran
        .get(title)
        ?.filter(({ args }) => args[1] === 'status')
        .map(({ exit }) => exit),
    ).toEqual([4, 0])
    expect(at(title).root.signed.roles.root).toMatchObject({ threshold: 2 })
    expect(at(title).root.signed.roles.timestamp.keyids).toHaveLength(2)
  })

  test('a state is added with its documents, as a candidate', () => {
    const title = 'Add a state'
    expect(stages(title)).toMatchObject({ AE: 'candidate' })
    expect([...at(title).view.gateways.keys()]).toEqual(['AE/GOV/EGOV/gw1'])
    expect(last(title, 'show').out).toContain('United Arab Emirates (AE) joins as candidate')
  })

  test('its stage changes, to live by a report', () => {
    const title = "Change a state's stage"
    expect(stages(title)).toMatchObject({ AE: 'live' })
    const acts = at(title).federation.acts ?? []
    expect(acts.map(({ kind, decision }) => `${kind} ${decision}`)).toEqual([
      'found 1/2026',
      'admit 4/2026',
      'stage 5/2026',
      'stage 7/2026',
    ])
    expect(acts.map(({ basis }) => basis?.length)).toEqual([undefined, undefined, undefined, 64])
  })

  test('root keys come and go', () => {
    const { root, federation } = at('Rotate root keys')
    expect(root.signed).toMatchObject({ version: 3, roles: { root: { threshold: 3 } } })
    expect(federation.holders?.[pem('ae-root').keyId]).toBe('AE')
    expect(federation.holders?.[pem('kw-root-2').keyId]).toBe('KW')
    expect(root.signed.roles.root.keyids).not.toContain(pem('kw-root').keyId)
  })

  test("a state's online key is replaced without a moment in the dark", () => {
    const { view } = at("Rotate a state's keys")
    expect(view.issues).toEqual([])
    expect([...(view.issuers.get('SA')?.roles.get('state-sa-ops')?.keys.keys() ?? [])]).toEqual([pem('sa-ops-2').keyId])
  })

  test('the online keys are replaced, and the second state publishes', () => {
    const { root } = at('Rotate the online keys')
    const { snapshot, timestamp } = root.signed.roles
    expect(new Set(snapshot.keyids)).toEqual(new Set([pem('kw-snapshot-2').keyId, pem('sa-snapshot-2').keyId]))
    expect(timestamp.keyids).toContain(pem('sa-timestamp-2').keyId)
  })

  test('what nears its end is extended', () => {
    const { expires } = at('Extend in an emergency')
    expect(days(START, expires.get('root'))).toBe(200)
    expect(days(START, expires.get('targets'))).toBe(200)
    expect([days(START, expires.get('state-kw')), days(START, expires.get('state-kw-ops'))]).toEqual([60, 60])
    expect(days(START, expires.get('state-sa'))).toBe(30)
  })

  test('a state is removed with its vote; its entries stay', async () => {
    const { view, root, federation } = at('Remove a state')
    expect([...view.states.keys()]).toEqual(['KW', 'SA', 'AE'])
    expect(root.signed.roles.root.keyids).toHaveLength(3)
    expect(Object.values(federation.holders ?? {}).sort()).toEqual(['AE', 'KW', 'SA'])
    const snapshot = readFileSync(join(dir, `directory/metadata/${view.version.number}.snapshot.json`), 'utf8')
    expect(snapshot).toContain('"state-qa.json"')
  })

  test('the calendar knows the dates, warns by its exit code and writes them for calendars', () => {
    const runs = ran.get('The calendar') ?? []
    expect(runs.map(({ exit }) => exit)).toEqual([0, 4])
    expect(runs[0]?.out).toMatch(/2026-12-30 .*conformance report AE \/ KW \(AE\)/)
    expect(runs[1]?.out).toMatch(/قريب 2026-12-\d\d .*دور state-ae/)
    const ics = readFileSync(join(dir, 'calendar.ics'), 'utf8')
    expect(ics).toMatch(/^BEGIN:VCALENDAR\r\n/)
    expect(ics.match(/BEGIN:VEVENT/g)?.length).toBe((runs[0]?.out.trim().split('\n') ?? []).length)
    expect(ics.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
  })
})
