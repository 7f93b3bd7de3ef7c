import { describe, expect, it } from 'vitest'
import { run } from './testing/run.ts'

describe('the command line', () => {
  it('shows every command in its help, in both languages', async () => {
    for (const [lang, word] of [
      ['en', 'verify an evidence bundle'],
      ['ar', 'التحقق من حزمة إثبات'],
    ] as const) {
      const { exit, out } = await run(['--help'], { language: lang })
      expect(exit).toBe(0)
      for (const command of ['call', 'evidence', 'verify', 'doctor']) expect(out).toContain(command)
      expect(out).toContain(word)
    }
  })

  it.each([
    [['nonsense'], 'nonsense'],
    [['verify'], 'file'],
    [['verify', 'a', '--nonsense'], '--nonsense'],
    [['verify', 'a', 'b'], 'verify'],
    [['verify', 'a', '--lang', 'fr'], 'fr'],
    [['evidence', 'x', '-o', 'y'], '--state'],
    [['call', 'QA/GOV/MOI/traffic/violations'], '--as'],
  ])('exits 2 for %j and names %s', async (args, named) => {
    const english = await run(args, { language: 'en' })
    expect(english.exit).toBe(2)
    expect(english.notes).toMatch(/^USAGE: /)
    expect(english.notes).toContain(named)
    const arabic = await run(args, { language: 'ar' })
    expect(arabic.notes).toMatch(/^USAGE: [\u0600-\u06ff]/)
  })

  it.each([
    [['join'], 'rabt join --help'],
    [['ceremony'], 'rabt ceremony --help'],
    [['ceremony', 'propose', '--lang', 'ar'], 'rabt ceremony propose --help'],
    [['ceremony', 'propose', 'stage', 'AE'], 'rabt ceremony propose stage --help'],
    [['keys', 'nothing'], 'rabt keys --help'],
    [['--lang', 'ar', 'verify'], 'rabt verify --help'],
    [['nonsense'], 'rabt --help'],
  ])('names the help of the command that was meant: %j', async (args, help) => {
    const { exit, notes } = await run(args)
    expect(exit).toBe(2)
    expect(notes).toContain(help)
  })

  it.each([
    [['join', 'KW', '--decision', ' ']],
    [['join', 'KW', '--decision', 'x'.repeat(65)]],
    [['revoke', 'member', 'KW/GOV/MOI', '--decision', '12\u202e/2026']],
    [['ceremony', 'propose', 'extend', 'root', '--decision', '', '--directory', 'none', '-o', 'none']],
  ])('takes no decision for granted before anything is done: %j', async (args) => {
    const { exit, notes } = await run(args)
    expect(exit).toBe(2)
    expect(notes).toMatch(/^USAGE: give the number of the decision/)
  })

  it('exits 2 with help when nothing was asked', async () => {
    const { exit, notes } = await run([])
    expect(exit).toBe(2)
    expect(notes).toContain('Usage: rabt')
  })

  it('prints a usage error as JSON for programs', async () => {
    const { out } = await run(['verify', '--json'])
    expect(JSON.parse(out)).toMatchObject({ ok: false, code: 'USAGE' })
  })

  it('tells an unforeseen failure without its stack or message', async () => {
    const { exit, notes } = await run(
      ['call', 'QA/GOV/MOI/traffic/violations', '--as', 'KW/GOV/MOI/traffic', '-d', '@-'],
      {
        input: () => Promise.reject(new TypeError('secret detail')),
      },
    )
    expect(exit).toBe(1)
    expect(notes).toMatch(/^INTERNAL_ERROR: /)
    expect(notes).not.toMatch(/secret detail|\bat /)
  })
})
