import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'

/** What `rabt` is on such a page: hands its arguments to the test's process and prints what comes back. */
const SHIM = `
import { connect } from 'node:net'
const socket = connect(process.env.PAGE_SOCKET)
socket.end(JSON.stringify({ args: process.argv.slice(2), passphrase: process.env.RABT_PASSPHRASE }))
let answer = ''
for await (const chunk of socket.setEncoding('utf8')) answer += chunk
const { exit, out, notes } = JSON.parse(answer)
process.stdout.write(out)
if (notes !== '') process.stderr.write(notes + '\\n')
process.exitCode = exit
`

export interface PageCommand {
  readonly args: readonly string[]
  readonly passphrase: string | undefined
}

export interface PageAnswer {
  readonly exit: number
  readonly out: string
  readonly notes: string
}

/**
 * Runs a shell script in `dir` with bash, stopping at the first command that fails. Each \`rabt\` in it is answered by
 * `answer` in this process, so that the clock is the test's. `bin` is a folder outside of `dir` for the command itself.
 */
export const runPage = async (
  script: string,
  { dir, bin, input }: { readonly dir: string; readonly bin: string; readonly input: string },
  answer: (command: PageCommand) => Promise<PageAnswer>,
): Promise<{ readonly exit: number | null; readonly out: string; readonly notes: string }> => {
  writeFileSync(join(bin, 'shim.mjs'), SHIM)
  writeFileSync(join(bin, 'rabt'), `#!/bin/sh\nexec '${process.execPath}' '${join(bin, 'shim.mjs')}' "$@"\n`)
  chmodSync(join(bin, 'rabt'), 0o755)
  const socket = join(bin, 'socket')
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    void text(connection)
      .then((request) => answer(JSON.parse(request)))
      .catch((error: unknown) => ({ exit: 70, out: '', notes: String(error) }))
      .then((result) => connection.end(JSON.stringify(result)))
  })
  await new Promise<void>((done) => server.listen(socket, done))
  try {
    const shell: ChildProcess & { readonly stdin: NodeJS.WritableStream } = spawn(
      'bash',
      ['--norc', '-c', `set -euo pipefail\n${script}`],
      { cwd: dir, env: { PATH: `${bin}${delimiter}${process.env.PATH}`, PAGE_SOCKET: socket, LANG: 'C.UTF-8' } },
    )
    shell.stdin.end(input)
    const ended = new Promise<number | null>((done) => shell.once('close', done))
    const [out, notes] = await Promise.all([
      text(shell.stdout as NodeJS.ReadableStream),
      text(shell.stderr as NodeJS.ReadableStream),
    ])
    return { exit: await ended, out, notes }
  } finally {
    server.close()
  }
}
