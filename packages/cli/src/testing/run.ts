import type { Context } from '../context.ts'
import { runCli } from '../run-cli.ts'
import { languageOf } from '../text/text.ts'

export interface Ran {
  readonly exit: number
  readonly out: string
  readonly outBytes: Uint8Array
  readonly notes: string
}

/** Runs one command line in a world of its own. */
export async function run(args: readonly string[], world: Partial<Context> = {}): Promise<Ran> {
  const chunks: Buffer[] = []
  const notes: string[] = []
  const exit = await runCli(args, {
    env: {},
    cwd: '/nonexistent',
    language: languageOf(args, world.env ?? {}),
    now: () => Date.now(),
    out: (chunk) => chunks.push(Buffer.from(chunk)),
    note: (line) => notes.push(line),
    input: async () => new Uint8Array(),
    ...world,
  })
  const outBytes = Buffer.concat(chunks)
  return { exit, out: outBytes.toString('utf8'), outBytes, notes: notes.join('\n') }
}
