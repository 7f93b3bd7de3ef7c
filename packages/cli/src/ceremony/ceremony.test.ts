import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directoryRepository, readSigner } from '@rabt/directory'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Ran, run } from '../testing/run.ts'
import { startWritingPlace } from '../testing/writing-place.ts'

const PASSPHRASE = 'lantern orchid pebble saffron willow zephyr'
const NOW = Date.parse('2026-11-30T08:00:00Z')
const DAY = 86_400_000

let home: string
let dir: string
let now: number

/** `rabt ceremony ...` in the test's folder. */
const ceremony = (
  line: string,
  world: { readonly env?: Record<string, string>; readonly input?: string } = {},
): Promise<Ran> =>
  run(['ceremony', ...line.split(' ')], {
    cwd: dir,
    env: world.env ?? {},
    now: () => now,
    input: async () => Buffer.from(world.input ?? ''),
  })

const good = async (line: string): Promise<string> => {
  const { exit, out, notes } = await ceremony(line)
  if (exit !== 0) throw new Error(`${line}: ${notes}`)
  return out
}

const ONLINE = '--snapshot-key kw-snapshot.key.pem --timestamp-key kw-timestamp.key.pem'
const STATES = [
  ['KW', 'الكويت', 'Kuwait'],
  ['SA', 'السعودية', 'Saudi Arabia'],
  ['QA', 'قطر', 'Qatar'],
] as const

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'rabt-ceremony-'))
  dir = join(home, 'start')
  now = NOW
  mkdirSync(dir)
  const names = STATES.flatMap(([code]) => ['-root', '', '-ops'].map((end) => `${code.toLowerCase()}${end}`))
  for (const name of [...names, 'kw-snapshot', 'kw-timestamp']) await good(`key ${name} --plain`)
  const states = STATES.map(([code, ar, en]) => {
    const own = code.toLowerCase()
    const [rootKey, key, opsKey] = [`${own}-root`, own, `${own}-ops`].map((name) => `${name}.pub.pem`)
    return { code, name: { ar, en }, stage: 'live', rootKey, key, opsKey }
  })
  const online = { snapshot: ['kw-snapshot.pub.pem'], timestamp: ['kw-timestamp.pub.pem'] }
  writeFileSync(join(dir, 'plan.json'), JSON.stringify({ federation: 'gcc', threshold: 2, states, online }))
  await good('propose found plan.json --decision 1/2026 -o found.json')
  for (const name of names) await good(`sign found.json --key ${name}.key.pem`)
  await good(`publish found.json --directory directory ${ONLINE}`)
  await good('propose stage QA suspended --decision 2/2026 --directory directory -o act.json')
})

let count = 0
beforeEach(() => {
  count += 1
  const own = join(home, `case-${count}`)
  cpSync(join(home, 'start'), own, { recursive: true })
  dir = own
  now = NOW
})

afterAll(() => rmSync(home, { recursive: true, force: true }))

const digestOf = async (file: string): Promise<string> => JSON.parse(await good(`show ${file} --json`)).digest

describe('rabt ceremony show', () => {
  test('says it in both languages, with the digest in groups and who must sign', async () => {
    const digest = await digestOf('act.json')
    const english = await good('show act.json --root directory/metadata/1.root.json')
    expect(english).toContain('Qatar (QA) goes from live to suspended')
    expect(english).toContain('decision: 2/2026')
    expect(english).toContain(digest.slice(0, 8))
    expect(english).toMatch(/targets 2: 2 of 2 \([^)]*\): (KW|SA) [0-9a-f]{12}, (KW|SA) [0-9a-f]{12}/)
    expect(english).toMatch(/targets 2: 2 of 3 \(of all\): .*\n.* 2 of 2 \(without QA: its own does not count\): /)
    expect(english).not.toContain('--root')
    const arabic = await good('show act.json --lang ar')
    expect(arabic).toContain('تنتقل قطر (QA) من عاملة إلى موقوفة')
    expect(arabic).toContain('القرار: 2/2026')
  })

  test('tells programs the same', async () => {
    const { changes, files, ...rest } = JSON.parse(await good('show act.json --json'))
    expect(rest).toMatchObject({ ok: true, kind: 'stage', decision: '2/2026', about: ['QA'], proposed: NOW })
    expect(changes[0]).toMatchObject({ what: 'stage', code: 'QA', from: 'live', to: 'suspended' })
    expect(files.map(({ role }: { role: string }) => role)).toEqual(['targets'])
  })

  test('needs nothing but the file: no network, no directory', async () => {
    rmSync(join(dir, 'directory'), { recursive: true })
    expect(await good('show act.json')).toContain('Qatar')
  })

  test.each([
    ['a file that is none', 'show plan.json', 'CEREMONY_INVALID'],
    ['a file that is not there', 'show none.json', 'FILE'],
    ['another root', 'show act.json --root plan.json', 'CEREMONY_INVALID'],
    ['another digest', 'show act.json --digest 0123456789abcdef', 'CEREMONY_INVALID'],
    ['a digest too short to tell', 'show act.json --digest a', 'CEREMONY_INVALID'],
  ])('refuses %s', async (_what, line, code) => {
    const { exit, out } = await ceremony(`${line} --json`)
    expect([exit, JSON.parse(out).code]).toEqual([1, code])
  })

  test('gives the reason of a refusal in Arabic', async () => {
    const { notes } = await ceremony('show act.json --digest 0123456789abcdef --lang ar')
    expect(notes).toMatch(/^CEREMONY_INVALID: .*وليست التي أُبلغت بها/)
  })
})

describe('rabt ceremony sign', () => {
  test('signs with a key that a passphrase protects: by file, standard input or environment', async () => {
    for (const [algorithm, name] of [
      ['p256', 'a'],
      ['p384', 'b'],
      ['ed25519', 'c'],
    ] as const) {
      const env = { RABT_PASSPHRASE: PASSPHRASE }
      const made = await ceremony(`key ${name} --algorithm ${algorithm} --json`, { env })
      expect(made.exit).toBe(0)
      const add = `--add QA=${name}.pub.pem --remove QA`
      await good(`propose rotate-root ${add} --decision 3/2026 --directory directory -o ${name}.json`)
      writeFileSync(join(dir, 'secret'), `${PASSPHRASE}\n`)
      const line = `sign ${name}.json --key ${name}.key.pem`
      for (const ran of [
        await ceremony(line, { env }),
        await ceremony(`${line} --passphrase-file -`, { input: `${PASSPHRASE}\n` }),
        await ceremony(`${line} --passphrase-file secret`),
      ]) {
        expect(ran).toMatchObject({ exit: 0, notes: '' })
        expect(ran.out).toContain(`signed root, targets`)
      }
      expect(readdirSync(join(dir, `${name}.signed`))).toEqual([`${JSON.parse(made.out).keyId}.json`])
      const secret = readFileSync(join(dir, `${name}.key.pem`), 'utf8').split('\n')[1] ?? ''
      for (const env of [{ RABT_PASSPHRASE: 'not the passphrase' }, {}]) {
        const { exit, out, notes } = await ceremony(line, { env: env as Record<string, string> })
        expect([exit, out]).toEqual([1, ''])
        expect(notes).toMatch(/^CEREMONY_SIGNATURE: /)
        expect(notes).not.toContain(secret)
        expect(notes).not.toContain(PASSPHRASE)
      }
    }
  })

  test.each([
    ['a key that does not count', 'kw.key.pem', 'CEREMONY_SIGNATURE'],
    ["a state's online key for what concerns all", 'sa-ops.key.pem', 'CEREMONY_SIGNATURE'],
    ['a public key', 'kw-root.pub.pem', 'CEREMONY_SIGNATURE'],
    ['what is no key', 'plan.json', 'CEREMONY_SIGNATURE'],
  ])('refuses %s, and writes nothing', async (_what, key, code) => {
    const { exit, out } = await ceremony(`sign act.json --key ${key} --json`)
    expect([exit, JSON.parse(out).code]).toEqual([1, code])
    expect(readdirSync(dir)).not.toContain('act.signed')
  })

  test('refuses when the time is over', async () => {
    now = NOW + 15 * DAY
    const { notes } = await ceremony('sign act.json --key kw-root.key.pem')
    expect(notes).toMatch(/^CEREMONY_EXPIRED: /)
    expect((await ceremony('status act.json')).exit).toBe(1)
  })
})

describe('rabt ceremony status and publish', () => {
  test('name who is missing, and what is wrong with a file', async () => {
    await good('sign act.json --key kw-root.key.pem')
    const status = await ceremony('status act.json')
    expect(status.exit).toBe(4)
    expect(status.out).toMatch(
      /missing targets 2: 1 of 2 signed \(without QA: [^)]*\): KW [0-9a-f]{12}\n {8}not yet: SA [0-9a-f]{12}/,
    )
    const refused = await ceremony(`publish act.json --directory directory ${ONLINE}`)
    expect(refused.notes).toMatch(/^CEREMONY_SIGNATURE: .*1 of 2 signed; missing are .*SA [0-9a-f]{12}/)

    await good('sign act.json --key sa-root.key.pem')
    const folder = join(dir, 'act.signed')
    const [first = ''] = readdirSync(folder)
    writeFileSync(join(folder, 'copy.json'), readFileSync(join(folder, first)))
    const twice = await ceremony('status act.json --lang ar')
    expect(twice.exit).toBe(4)
    expect(twice.out).toContain('ملفا توقيعات للمفتاح')
    rmSync(join(folder, 'copy.json'))
    expect(await good('status act.json')).toContain('Complete')
  })

  test("the state's own signature does not count for itself", async () => {
    for (const key of ['kw', 'qa']) await good(`sign act.json --key ${key}-root.key.pem`)
    expect((await ceremony('status act.json')).exit).toBe(4)
    const { notes } = await ceremony(`publish act.json --directory directory ${ONLINE}`)
    expect(notes).toMatch(/^CEREMONY_SIGNATURE: .*1 of 2 signed; missing are SA/)
  })

  test('publish once and again, and not what has been overtaken', async () => {
    await good('propose stage SA trial --decision 4/2026 --directory directory -o other.json')
    for (const key of ['kw', 'sa']) await good(`sign act.json --key ${key}-root.key.pem`)
    for (const key of ['kw', 'qa']) await good(`sign other.json --key ${key}-root.key.pem`)
    const line = `--directory directory ${ONLINE} --root directory/metadata/1.root.json`
    expect(await good(`publish act.json ${line}`)).toContain('Published: 4 files.')
    expect(await good(`publish act.json ${line}`)).toContain('already')
    const late = await ceremony(`publish other.json ${line} --json`)
    expect(JSON.parse(late.out)).toMatchObject({ ok: false, code: 'CEREMONY_STALE' })
  })

  test('publish through the place that writes, with no key but those of the officers', async () => {
    for (const key of ['kw', 'sa']) await good(`sign act.json --key ${key}-root.key.pem`)
    const signer = (name: string) => readSigner(readFileSync(join(dir, `${name}.key.pem`)), undefined, name)
    const keys = { snapshot: signer('kw-snapshot'), timestamp: signer('kw-timestamp') }
    const place = await startWritingPlace(directoryRepository(join(dir, 'directory')), keys, () => now)
    try {
      for (const file of ['snapshot', 'timestamp']) rmSync(join(dir, `kw-${file}.key.pem`))
      const line = `publish act.json --directory ${place.url} --root directory/metadata/1.root.json`
      expect(await good(line)).toBe('Published: version 2 of the directory.\n')
      expect(JSON.parse(await good(`${line} --json`))).toMatchObject({ ok: true, already: true, directory: 2 })
    } finally {
      place.close()
    }
    const { exit, notes } = await ceremony('publish act.json --directory directory')
    expect([exit, notes]).toEqual([2, expect.stringContaining('--snapshot-key')])
    const away = await ceremony('publish act.json --directory http://127.0.0.1:1/directory/ --json')
    expect(JSON.parse(away.out)).toMatchObject({ ok: false, code: 'DIRECTORY_UNREACHABLE' })
  })
})

describe('rabt ceremony propose', () => {
  const FOR = '--decision 5/2026 --directory directory -o new.json'
  test.each([
    ['no decision', 'propose stage SA trial --directory directory -o new.json', 'USAGE'],
    ['to live without a report', `propose stage QA live ${FOR}`, 'CEREMONY_REFUSED'],
    ['a stage that cannot follow', `propose stage SA candidate ${FOR}`, 'STAGE_REFUSED'],
    ['a root key of nobody', `propose rotate-root --remove AE ${FOR}`, 'USAGE'],
    ['an addition without its state', `propose rotate-root --add kw.pub.pem ${FOR}`, 'USAGE'],
    ['a private key for a public one', `propose rotate-state KW --key kw.key.pem ${FOR}`, 'CEREMONY_SIGNATURE'],
    ['nothing to rotate', `propose rotate-state KW ${FOR}`, 'USAGE'],
    ['a threshold that is no number', `propose rotate-root --threshold many ${FOR}`, 'USAGE'],
    ['a threshold without a majority', `propose rotate-root --threshold 1 ${FOR}`, 'CEREMONY_REFUSED'],
    ['two states to extend', `propose extend KW SA ${FOR}`, 'USAGE'],
    ['days without measure', `propose extend KW --days 4000 ${FOR}`, 'USAGE'],
    ['a plan that is none', 'propose found act.json --decision 1/2026 -o new.json', 'CEREMONY_INVALID'],
    [
      'a directory that is not there',
      'propose extend root --decision 5/2026 --directory none -o new.json',
      'DIRECTORY_UNREACHABLE',
    ],
    ['a kind that there is not', `propose dissolve ${FOR}`, 'USAGE'],
  ])('refuses %s, and writes nothing', async (_what, line, code) => {
    const { exit, out } = await ceremony(`${line} --json`)
    expect(JSON.parse(out)).toMatchObject({ ok: false, code })
    expect(exit).toBe(code === 'USAGE' ? 2 : 1)
    expect(readdirSync(dir)).not.toContain('new.json')
  })

  test('names what the decision rests on', async () => {
    await good(`propose stage SA trial --basis plan.json ${FOR}`)
    expect(JSON.parse(await good('show new.json --json')).basis).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('rabt ceremony calendar', () => {
  test('0 while nothing is near, 4 when something is, 1 when it is over or does not hold', async () => {
    const exit = async (line = '') => (await ceremony(`calendar --directory directory${line}`)).exit
    expect(await exit()).toBe(0)
    expect(await exit(' --warn-days 2')).toBe(4)
    now = NOW + 20 * 3_600_000
    expect(await exit()).toBe(4)
    now = NOW + 2 * DAY
    const { out } = await ceremony('calendar --directory directory --json')
    const { ok, entries } = JSON.parse(out)
    expect(ok).toBe(false)
    expect(entries[0]).toMatchObject({ kind: 'timestamp', who: ['online'], standing: 'over' })
    expect(await exit()).toBe(1)
    now = NOW
    renameSync(join(dir, 'directory/metadata/1.state-kw.json'), join(dir, 'lost.json'))
    expect(await exit()).toBe(1)
    expect(await exit(' --root plan.json')).toBe(1)
    writeFileSync(join(dir, 'report.json'), '{}')
    const report = await ceremony('calendar --directory directory --report report.json')
    expect(report.out).toContain('report.json')
  })
})

describe('rabt ceremony key', () => {
  test('writes neither file where one of the two is there', async () => {
    writeFileSync(join(dir, 'new.pub.pem'), 'older')
    const { exit, notes } = await ceremony('key new --plain')
    expect([exit, notes]).toEqual([1, expect.stringContaining('new.pub.pem is there already')])
    expect(readdirSync(dir).filter((name) => name.startsWith('new.'))).toEqual(['new.pub.pem'])
    expect(readFileSync(join(dir, 'new.pub.pem'), 'utf8')).toBe('older')
  })
})
