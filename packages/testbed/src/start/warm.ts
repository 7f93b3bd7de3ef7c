import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Layout } from '../ceremony/layout.ts'
import { GATEWAY_OPTIONS, PROGRAMS } from './programs.ts'

/** Fewer files in the cache than the gateway has, its libraries included. */
const COMPILED = 300

/** Asks for the gateway, unless the cache that V8 keeps for these options holds as much already. */
const ASK = `
const { readdirSync } = require('node:fs')
if (readdirSync(require('node:module').getCompileCacheDir()).length < ${COMPILED}) import(process.argv[1])`

/**
 * Has a gateway's program compiled once, into the cache that all Node processes of a start share, while a first start waits for other
 * things: else every gateway would compile it, all at the same time. V8 keeps what was compiled with other options apart.
 */
export async function compileGateway(at: Layout): Promise<void> {
  if (process.env.NODE_COMPILE_CACHE === undefined || existsSync(at.root)) return
  const args = [...GATEWAY_OPTIONS, '--eval', ASK, PROGRAMS.gatewayLibrary]
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  // Nothing depends on it: a gateway that finds no cache compiles for itself.
  await new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
}
