import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { GATEWAY_OPTIONS, PROGRAMS } from '../../../src/start/programs.ts'
import type { Code, SharedNetwork } from '../../support/network.ts'

export interface GatewayConditions {
  /** Modules that are loaded before the gateway. */
  readonly preload?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** No file of the process grows beyond this: as a full disk, it makes writes fail (setrlimit(2), RLIMIT_FSIZE). */
  readonly largestFileKiB?: number
}

export interface GatewayProcess {
  readonly pid: number
  /** What it wrote to its log and its standard error. */
  output(): string
  /** Exit code; null after a signal. */
  readonly ended: Promise<number | null>
  kill(): Promise<void>
}

/** Starts a gateway's program on a node's home as its supervisor does, under conditions of the test's own. It ends with this process. */
export function startGateway(home: string, conditions: GatewayConditions = {}): GatewayProcess {
  const { preload = [], env = {}, largestFileKiB } = conditions
  const imports = preload.flatMap((file) => ['--import', file])
  const args = [...imports, ...GATEWAY_OPTIONS, PROGRAMS.gateway, '--home', home]
  const limit = largestFileKiB === undefined ? '' : `ulimit -f ${largestFileKiB} && `
  const { RABT_HOME: _home, RABT_PORT_BASE: _base, ...inherited } = process.env
  const child = spawn('/bin/bash', ['-c', `${limit}exec "$0" "$@"`, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, ...env },
  })
  const written: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => written.push(chunk))
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const ended = once(child, 'close').then(([code]) => {
    process.removeListener('exit', endWithUs)
    return code as number | null
  })
  return {
    pid: child.pid ?? 0,
    output: () => Buffer.concat(written).toString(),
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Puts a gateway under such conditions in the place of the supervised one. `leave` brings that one back. */
export async function standIn(network: SharedNetwork, code: Code, conditions: GatewayConditions) {
  await network.control('hold', code.toLowerCase())
  const gateway = startGateway(network.at.node(code), conditions)
  return {
    ...gateway,
    leave: async (): Promise<void> => {
      await gateway.kill()
      await network.control('restart', code.toLowerCase())
      await network.exchanging(code)
    },
  }
}

/** Lines of a node's log from a place on, parsed. */
export function logFrom(file: string, from: number): Record<string, unknown>[] {
  const lines = readFileSync(file).subarray(from).toString().split('\n')
  return lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []))
}
