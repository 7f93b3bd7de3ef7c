import type { Door } from '@rabt/authority'
import { handOver } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { nodePorts } from '../federation/ports.ts'
import { authorityCodes } from './open.ts'

/** States whose authorities hold online keys: the first writes from the founding on, the second can take over. */
export const SITES = ['KW', 'SA'] as const

/** Base URLs of the other authorities' mirrors: of those that can write the directory, and of the rest. */
export function mirrorsOf(
  portBase: number,
  own: string,
): { readonly writers: readonly string[]; readonly others: readonly string[] } {
  const url = (code: string): string => `http://127.0.0.1:${nodePorts(portBase, code).authority}/directory/`
  const codes = authorityCodes().filter((code) => code !== own)
  const canWrite = (code: string): boolean => SITES.some((site) => site === code)
  return {
    writers: codes.filter(canWrite).map(url),
    others: codes.filter((code) => !canWrite(code)).map(url),
  }
}

const ELSEWHERE = new Set(['NOT_THE_WRITER', 'DIRECTORY_UNREACHABLE'])

/** Hands over at the own door, if there is one and this place writes; else over the network to the places that can write. */
export function handerOf(door: Door | undefined, writers: readonly string[]): (body: Uint8Array) => Promise<unknown> {
  return async (body) => {
    try {
      if (door !== undefined) return await door.takeRole(body)
    } catch (error) {
      if (!(error instanceof RabtError && ELSEWHERE.has(error.code))) throw error
    }
    return handOver({ mirrors: writers, what: 'roles', body })
  }
}
