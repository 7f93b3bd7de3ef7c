import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** Stands in for npm: notes that it ran, and leaves the record that the real one leaves. */
const NPM = `#!/usr/bin/env node
import fs from 'node:fs'
fs.appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n')
if (fs.existsSync('npm-fails')) process.exit(7)
const end = Date.now() + Number(process.env.NPM_TAKES ?? 0)
while (Date.now() < end);
fs.rmSync('node_modules', { recursive: true, force: true })
fs.mkdirSync('node_modules/.bin', { recursive: true })
fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
console.log('added')
`
const PROGRAM = `
import { existsSync } from 'node:fs'
const [what, value] = process.argv.slice(2)
if (what === 'exit') process.exit(Number(value))
if (what === 'echo') console.log(value satisfies string | undefined, process.versions.node.split('.')[0])
if (what === 'wait') {
  let seen = 0
  process.on('SIGTERM', () => { seen += 1; setTimeout(() => process.exit(40 + seen), 100) })
  setInterval(() => existsSync('/'), 1000)
  console.log('waiting')
}
if (what === 'die') process.kill(process.pid, 'SIGKILL')
`

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rabt-run-'))
  const scripts = join(root, 'scripts')
  mkdirSync(join(scripts, 'run'), { recursive: true })
  cpSync(join(import.meta.dirname, 'run.mjs'), join(scripts, 'run.mjs'))
  cpSync(join(import.meta.dirname, 'run'), join(scripts, 'run'), { recursive: true })
  mkdirSync(join(root, 'bin'))
  writeFileSync(join(root, 'bin', 'npm'), NPM, { mode: 0o755 })
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  writeFileSync(join(root, 'program.ts'), PROGRAM)
  lock('1.0.0')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function lock(version: string): void {
  const packages = {
    '': {},
    'node_modules/a': { version, integrity: `sha512-${version}` },
    'node_modules/elsewhere': { version, optional: true, os: ['nonesuch'] },
    'node_modules/of-elsewhere': { version, optional: true },
  }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }))
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const path = [join(root, 'bin'), dirname(process.execPath), process.env.PATH].join(':')
  const { npm_execpath: _npm, ...inherited } = process.env
  return spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), ...args], {
    cwd: root,
    env: { ...inherited, ...env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = start(args, env)
  const [out, err, [code, signal]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'close'),
  ])
  return { out, err, code, signal }
}

const installs = (): number =>
  existsSync(join(root, 'npm.log')) ? readFileSync(join(root, 'npm.log'), 'utf8').trim().split('\n').length : 0

describe('scripts/run.mjs', () => {
  it('installs once in a fresh clone, says so in both languages beside the output, and runs with Node 24', async () => {
    const first = await run(['program.ts', 'echo', 'hello'])
    expect([first.code, first.out]).toEqual([0, 'hello 24\n'])
    expect(first.err).toMatch(/npm ci/)
    expect(first.err).toMatch(/تثبيت/)
    const second = await run(['program.ts', 'echo', 'again'])
    expect([second.out, second.err, installs()]).toEqual(['again 24\n', '', 1])
  })

  it('installs again when the lock file has changed', async () => {
    await run(['program.ts'])
    lock('1.0.1')
    await run(['program.ts'])
    expect(installs()).toBe(2)
  })

  it("does not install again over a person's own npm ci", async () => {
    mkdirSync(join(root, 'node_modules'))
    cpSync(join(root, 'package-lock.json'), join(root, 'node_modules', '.package-lock.json'))
    await run(['program.ts'])
    expect(installs()).toBe(0)
  })

  it('lets one of two starts install while the other waits', async () => {
    const both = await Promise.all([
      run(['program.ts', 'echo', 'a'], { NPM_TAKES: '700' }),
      run(['program.ts', 'echo', 'b'], { NPM_TAKES: '700' }),
    ])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(installs()).toBe(1)
  })

  it("ends with npm's code when npm fails, and marks nothing as installed", async () => {
    writeFileSync(join(root, 'npm-fails'), '')
    const { code, err } = await run(['program.ts'])
    expect(code).toBe(7)
    expect(err).toMatch(/npm ci failed/)
    rmSync(join(root, 'npm-fails'))
    expect((await run(['program.ts', 'echo', 'x'])).out).toBe('x 24\n')
    expect(installs()).toBe(2)
  })

  it('ends as the program ended: code or signal', async () => {
    expect(await run(['program.ts', 'exit', '5'])).toMatchObject({ code: 5 })
    expect(await run(['program.ts', 'die'])).toMatchObject({ code: null, signal: 'SIGKILL' })
  })

  it('forwards a signal once, however often it comes', async () => {
    const child = start(['program.ts', 'wait'])
    for await (const chunk of child.stdout ?? []) if (String(chunk).includes('waiting')) break
    child.kill('SIGTERM')
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(41)
  })

  it.each([
    [[], 2, /Usage/],
    [['nowhere.ts'], 1, /nowhere\.ts/],
  ])('explains a wrong start: %j', async (args, code, words) => {
    const ran = await run(args)
    expect(ran.code).toBe(code)
    expect(ran.err).toMatch(words)
  })
})
