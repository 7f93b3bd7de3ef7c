import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  handOver,
  issueForHandOver,
  metadataName,
  mirrorRepository,
  type RegistryContent,
  readPublished,
  type Signer,
  TIMESTAMP,
} from '@rabt/directory'
import { afterEach, describe, expect, it } from 'vitest'
import { openOfficers } from '../src/index.ts'
import { ask } from './support/ask.ts'
import { askAuthority, change } from './support/authority.ts'
import { startLyingMirror } from './support/lying-mirror.ts'
import { type Code, sharedNetwork } from './support/network.ts'
import { held, known } from './support/publish.ts'
import { until } from './support/until.ts'

// Every authority has a mirror of its own. What happens to one of them stops nobody, and it comes right by itself.
const network = await sharedNetwork()
const { at } = network
const words = { ar: 'نص', en: 'Text' }

/** A file as the authority of a state serves it. */
const served = async (code: Code, name: string): Promise<Buffer> => {
  const { status, body } = await ask(`http://127.0.0.1:${network.ports(code).authority}`, {
    path: `/directory/${name}`,
  })
  if (status !== 200) throw new Error(`${code} ${name}: ${status}`)
  return body
}
const snapshotOf = (timestamp: Buffer): number =>
  JSON.parse(timestamp.toString()).signed.meta['snapshot.json'].version as number
/** The mirrors of all these serve one and the same. */
const alike = (...codes: readonly Code[]) =>
  until(`${codes} serve the same`, async () => {
    const wanted = await served('KW', TIMESTAMP)
    const name = metadataName('snapshot', snapshotOf(wanted))
    const [snapshot, ...others] = await Promise.all(codes.map((code) => served(code, name)))
    const timestamps = await Promise.all(codes.map((code) => served(code, TIMESTAMP)))
    return timestamps.every((one) => one.equals(wanted)) && others.every((one) => snapshot?.equals(one))
  })

/** The mirror may be putting it right meanwhile. */
const deleteMirror = (code: Code) => rmSync(at.mirror(code), { recursive: true, maxRetries: 20, retryDelay: 1 })

/** The authorities start again, on a machine that does much else. */
const START_MS = 60_000

let sequence = 0
/** Two people of Kuwait publish another member. */
const publish = async (): Promise<void> => {
  const member = { id: `KW/GOV/MIRROR${++sequence}`, name: words, sealCertificates: [] }
  const content = { changes: [{ act: 'put', object: 'member', value: member }] }
  const { state } = await change(network, 'KW', { kind: 'registry', content })
  expect(state).toBe('done')
}
/** What is published now reaches the gateways of all pilot states. */
const goesOn = async (): Promise<void> => {
  await publish()
  await known(network, ['KW', 'SA', 'QA'])
  await network.exchanging('KW', 'QA')
}

afterEach(() => alike('KW', 'SA', 'QA', 'AE', 'GCC'))

describe("an authority's mirror", () => {
  it('is filled within a second of a publication', async () => {
    await publish()
    await alike('KW', 'SA', 'QA', 'AE', 'BH', 'OM', 'GCC')
  })

  it.each(['QA', 'KW'] as const)(
    'that is deleted (%s) is there again by itself, and nobody waits for it',
    async (code) => {
      deleteMirror(code)
      await goesOn()
      await alike('KW', code)
    },
  )

  it.each(['SA', 'KW'] as const)('that is corrupted (%s) is put right by itself', async (code) => {
    const snapshot = metadataName('snapshot', snapshotOf(await served(code, TIMESTAMP)))
    truncateSync(join(at.mirror(code), snapshot), 10)
    writeFileSync(join(at.mirror(code), 'metadata/2.root.json'), '{"signed":"by nobody"}')
    writeFileSync(join(at.mirror(code), TIMESTAMP), 'nonsense')
    await goesOn()
    await until('the root that nobody signed is gone', () => !existsSync(join(at.mirror(code), 'metadata/2.root.json')))
  })

  it.each(['QA', 'KW'] as const)('that its host rolls back (%s) goes forward again', async (code) => {
    const kept = join(network.home, `kept-${code}`)
    cpSync(at.mirror(code), kept, { recursive: true })
    try {
      await publish()
      await alike('KW', code)
      deleteMirror(code)
      cpSync(kept, at.mirror(code), { recursive: true })
      await goesOn()
    } finally {
      rmSync(kept, { recursive: true })
    }
  })
})

describe('a gateway', () => {
  it('whose own mirror stands still goes by another', async () => {
    const { directory } = network.config('QA')
    const mirror = await startLyingMirror(at.mirror('QA'))
    try {
      const frozen = readFileSync(join(at.mirror('QA'), TIMESTAMP))
      mirror.lie = (name) => (name === TIMESTAMP ? frozen : null)
      await network.restartWith('QA', {
        directory: { ...directory, mirrors: [mirror.url, ...directory.mirrors.slice(1)] },
      })
      const before = await held(network, 'QA')
      await publish()
      await until('it has the newer version', async () => (await held(network, 'QA')) > before)
      const { reasons } = await network.ready('QA')
      expect(reasons.filter((reason) => reason.startsWith('directory'))).toEqual([])
    } finally {
      await network.restartWith('QA', { directory })
      mirror.close()
    }
  })
})

describe('a writer', () => {
  it('that is killed in the middle of publications leaves nothing half, and goes on', async () => {
    for (let each = 0; each < 3; each++) {
      const publication = publish().catch(() => 'broken off')
      await network.control('kill', 'authorities')
      await publication
      await until('the authorities answer', async () => (await served('KW', TIMESTAMP)).length > 0, START_MS)
    }
    await until('a publication comes through', () => publish().then(() => true), 60_000)
    await known(network, ['KW', 'SA', 'QA'])
    await network.exchanging('KW', 'QA')
  })
})

describe('what a state signed and hands over', () => {
  const officers = openOfficers(at.officers)
  const url = (code: Code) => `http://127.0.0.1:${network.ports(code).authority}/directory/`
  // One without online keys, and the one that waits for its turn, are asked first.
  const mirrors = [url('AE'), url('SA'), url('KW')]
  const issue = async (state: 'KW' | 'QA', id: string, signer = officers.ops[state] as Signer) => {
    const copy = mirrorRepository(url('KW'))
    const before = (await readPublished(copy, state, 'registry'))?.content as RegistryContent
    const content = { ...before, members: [...before.members, { id, name: words, sealCertificates: [] }] }
    return (await issueForHandOver(copy, { state, kind: 'registry', content, signer, now: Date.now() })).body
  }
  const hand = (body: Uint8Array) => handOver({ mirrors, what: 'roles', body })

  it("is refused if it is another state's, and nothing is published", async () => {
    const before = await served('KW', TIMESTAMP)
    const stolen = await issue('KW', 'KW/GOV/STOLEN', officers.ops.QA)
    await expect(hand(stolen)).rejects.toMatchObject({ code: 'HAND_OVER_REFUSED' })
    const foreign = await issue('QA', 'KW/GOV/STOLEN')
    await expect(hand(foreign)).rejects.toMatchObject({ code: 'HAND_OVER_REFUSED' })
    expect((await served('KW', TIMESTAMP)).equals(before)).toBe(true)
  })

  it('is published by whoever writes, and stands in the register of its state', async () => {
    await hand(await issue('QA', 'QA/GOV/HANDED'))
    await known(network, ['KW', 'QA'])
    await until(
      'the register has it',
      async () => {
        const { status } = await askAuthority(network, 'QA', 'auditor', '/register/member/QA%2FGOV%2FHANDED')
        return status === 200
      },
      START_MS,
    )
  })
})

describe('the page of mirrors', () => {
  it('holds what it says: its commands, run as written', () => {
    const page = readFileSync(new URL('../../../docs/operate/mirrors.md', import.meta.url), 'utf8')
    const [look, deleted] = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block as string)
    const env = { ...process.env, RABT_HOME: network.home, RABT_PORT_BASE: String(network.portBase) }
    const run = (commands: string) =>
      execFileSync('bash', ['-uo', 'pipefail', '-c', commands], { env, encoding: 'utf8' })
    const lines = run(`${look}`).trim().split('\n')
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['100', '200', '300', '400', '500', '600', '700'])
    for (const line of lines) expect(line).toMatch(/^\d+ \d+$/)
    run(`${look}${deleted}`)
    expect(existsSync(join(at.mirror('QA'), TIMESTAMP))).toBe(true)
  })
})
