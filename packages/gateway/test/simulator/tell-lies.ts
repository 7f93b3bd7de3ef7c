import { Frontier } from '@rabt/ledger'
import { decodeFrame } from '@rabt/protocol'
import { openBatch } from '../../src/link/lane/continuation.ts'
import { KW, keysOf } from './identities.ts'
import { Liar, type SEAL_LIES } from './liar.ts'
import { Prng } from './prng.ts'
import type { Tongue, World } from './world.ts'

const HONEST = { damage: 0, falsify: 0, hello: 0, receipts: 0, flood: 0 }

/** A liar that says nothing false by itself. */
export function liarOf(gateway: string): Liar {
  return new Liar({ gateway, keys: () => keysOf(gateway, 0), prng: new Prng(7), weather: HONEST, note: () => {} })
}

/** Tells all of KW's lane with the newest request of each batch, or its seal, falsified and signed again. */
export function falsely(how: { entry?: string; seal?: (typeof SEAL_LIES)[number] }): Tongue {
  const liar = liarOf(KW)
  const frontier = new Frontier()
  return {
    says: (_to, role, bytes) => {
      const frame = decodeFrame(bytes)
      if (frame.type !== 'batch' || role !== 'writer' || openBatch(frame.batch).batch.first !== frontier.size)
        return [bytes]
      return [liar.falsified(frame, frontier, true, how)]
    },
  }
}

/** Says more than the kernel does, each time it says something of that kind. */
export function alsoSays(type: string, more: (bytes: Uint8Array) => readonly Uint8Array[]): Tongue {
  return { says: (_to, _role, bytes) => (decodeFrame(bytes).type === type ? [bytes, ...more(bytes)] : [bytes]) }
}

/** Codes of the entries that Qatar's gateway refused. */
export function refusals(world: World): string[] {
  return world.checks.notes
    .filter((note) => note.includes(' QA#') && note.includes('entry-refused'))
    .map((note) => note.split(' ').at(-1) ?? '')
}
