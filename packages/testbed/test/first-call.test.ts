import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharedNetwork } from './support/network.ts'

// The commands of docs/integrate/first-call.md, block by block, as an integrator types them in the folder of the network.
const network = await sharedNetwork()
const PAGE = new URL('../../../docs/integrate/first-call.md', import.meta.url)
const BIN = join(import.meta.dirname, '../../cli/bin/rabt.mjs')
const dir = mkdtempSync(join(tmpdir(), 'rabt-first-call-'))
const outputs: string[] = []

/** The page names the ports of `npm start`; this network has others. */
const ported = (command: string): string =>
  command.replaceAll(
    /(127\.0\.0\.1|localhost):8(\d{3})\b/g,
    (_all, host, port) => `${host}:${network.portBase + Number(port)}`,
  )

beforeAll(() => {
  symlinkSync(network.home, join(dir, '.rabt'))
  writeFileSync(join(dir, 'npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 })
  const { RABT_HOME: _home, ...env } = process.env
  const blocks = [...readFileSync(PAGE, 'utf8').matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block as string)
  let before = ''
  for (const block of blocks) {
    const script = `${before}echo '# block'\n${ported(block)}`
    const options = { cwd: dir, env: { ...env, LC_ALL: 'C', PATH: `${dir}:${env.PATH}` }, encoding: 'utf8' } as const
    const out = execFileSync('bash', ['-euo', 'pipefail', '-c', script], options)
    outputs.push(out.slice(out.lastIndexOf('# block\n') + '# block\n'.length))
    // A later block may use what an earlier one set.
    before += block.includes('ID=') ? `${ported(block)}` : ''
  }
}, 120_000)
afterAll(() => rmSync(dir, { recursive: true }))

describe('the page of the first call, run as written', () => {
  it('is answered by Qatar, with curl and with the command', () => {
    const [curl = '', call = ''] = outputs
    expect(curl).toMatch(/^HTTP\/1\.1 200 /)
    expect(curl.toLowerCase()).toContain('x-road-request-id: ')
    for (const out of [curl, call]) expect(out).toContain('12345')
  })

  it('ends in a file that verifies, and says what is proved', () => {
    const evidence = outputs[2] ?? ''
    expect(evidence).toContain('call.rabt')
    expect(readFileSync(join(dir, 'call.rabt')).length).toBeGreaterThan(1000)
    expect(evidence).toMatch(/KW\/GOV\/MOI\/traffic/)
  })

  it('works over HTTPS with the certificate of the system', () => {
    expect(outputs[3]).toContain('12345')
  })

  it('finds the counterpart, and a service by what people write', () => {
    const [counterparts, services] = (outputs[4] ?? '').split(/(?<=\})(?=\{"directory)|\n(?=\{)/)
    expect(counterparts).toContain('QA/GOV/MOI')
    expect(services ?? counterparts).toContain('GOV/MOI/traffic/violations')
  })

  it('has no command that was not run', () => {
    expect(outputs).toHaveLength(5)
  })
})
