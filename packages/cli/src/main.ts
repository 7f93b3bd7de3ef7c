import { buffer } from 'node:stream/consumers'
import { runCli } from './run-cli.ts'
import { languageOf } from './text/text.ts'

// A reader that went away (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const args = process.argv.slice(2)
process.exitCode = await runCli(args, {
  env: process.env,
  cwd: process.cwd(),
  language: languageOf(args, process.env),
  now: Date.now,
  out: (chunk) => void process.stdout.write(chunk),
  note: (line) => void process.stderr.write(`${line}\n`),
  input: () => buffer(process.stdin),
})
