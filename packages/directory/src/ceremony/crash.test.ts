import { beforeEach, expect, test } from 'vitest'
import { foundWithHolders, orFail, propose, publish, signAll } from '../../test/ceremony.ts'
import { makeCa } from '../../test/certificate-maker.ts'
import { bench } from '../../test/client.ts'
import { DAY, type Federation, HOUR, NOW, newSigner, registryOf, trustOf } from '../../test/federation.ts'
import type { OnlineKeys } from '../publish/commit.ts'
import { memoryRepository, type Repository } from '../publish/repository.ts'
import type { Signer } from '../publish/signer.ts'
import type { CeremonyRequest } from './request.ts'

const at = bench()

let federation: Federation

beforeEach(async () => {
  federation = await foundWithHolders()
})

class Crash extends Error {}

/** A repository whose machine stops before the write of this number. */
const crashing = (repository: Repository, before: number): Repository & { readonly written: () => number } => {
  let written = 0
  return {
    ...repository,
    write: async (name, bytes) => {
      if (written === before) throw new Crash()
      written += 1
      await repository.write(name, bytes)
    },
    written: () => written,
  }
}

interface Act {
  readonly request: CeremonyRequest
  readonly hands: readonly Signer[]
  readonly online: OnlineKeys
}

const ACTS: Readonly<Record<string, (federation: Federation) => Act>> = {
  'a state is added': ({ input }) => {
    const ca = makeCa('YE member CA', NOW - DAY)
    const [key, opsKey] = [newSigner(), newSigner()]
    const state = { code: 'YE', name: { ar: 'اليمن', en: 'Yemen' }, stage: 'trial' } as const
    const contents = { trust: trustOf('YE', ca), registry: registryOf('YE', ca) }
    return {
      request: { kind: 'admit', state, key, opsKey, contents },
      hands: [...input.rootKeys.slice(0, 4), key, opsKey],
      online: input.onlineKeys,
    }
  },
  'a root key is replaced': ({ input }) => {
    const key = newSigner()
    return {
      request: { kind: 'rotate-root', add: [{ key, holder: 'KW' }], remove: [orFail(input.rootKeys[0]).keyId] },
      hands: [...input.rootKeys.slice(0, 4), key],
      online: input.onlineKeys,
    }
  },
  'the online keys are replaced': ({ input }) => {
    const online = { snapshot: newSigner(), timestamp: newSigner() }
    return {
      request: { kind: 'rotate-online', online: { snapshot: [online.snapshot], timestamp: [online.timestamp] } },
      hands: input.rootKeys.slice(0, 4),
      online,
    }
  },
}

test.each(Object.keys(ACTS))(
  '%s: a crash before any write leaves a directory that clients read, and is taken up',
  async (name) => {
    const { request, hands, online } = orFail(ACTS[name])(federation)
    const proposal = await propose(federation, request)
    const signed = await signAll(proposal, hands)
    const whole = new Map(federation.files)
    const { files } = await publish(memoryRepository(whole), proposal, signed, online)
    expect(files.size).toBeGreaterThan(3)
    for (let before = 0; before < files.size; before += 1) {
      const left = new Map(federation.files)
      const machine = crashing(memoryRepository(left), before)
      await expect(publish(machine, proposal, signed, online)).rejects.toBeInstanceOf(Crash)
      expect(machine.written()).toBe(before)
      const client = await at.open({ ...federation, files: left, repository: memoryRepository(left) })
      at.now = NOW + 4 * HOUR
      // Between a new root and the timestamp by its new key, a client goes on with what it has; it never gets less.
      const half = await client.refresh().catch((error: unknown) => error)
      const mayWait = name === 'the online keys are replaced'
      if (!(mayWait && half instanceof Error)) expect([...client.view().gateways.keys()]).toHaveLength(3)

      // Also when the time for signatures has passed meanwhile: a root that is out cannot be taken back.
      const isBegun = [...left.keys()].some((file) => /^metadata\/2\.root/.test(file))
      const later = isBegun ? NOW + 40 * DAY : NOW + 5 * HOUR
      const again = await publish(memoryRepository(left), proposal, signed, online, later)
      expect(again.already).toBe(false)
      for (const [file, bytes] of whole) {
        if (/timestamp|snapshot/.test(file)) continue
        expect(Buffer.from(orFail(left.get(file))).equals(bytes)).toBe(true)
      }
      expect(await publish(memoryRepository(left), proposal, signed, online, later)).toMatchObject({ already: true })
      at.now = later
      at.fetch = null
    }
  },
)
