import { CommanderError } from 'commander'
import type { Context } from './context.ts'
import { EXIT, type ShownError, SIDES, shownError } from './error.ts'
import { askedFor, createProgram, usageProblem } from './program.ts'

/** Runs one command line (without program and script) and answers its exit code. Never rejects, never prints a stack. */
export async function runCli(args: readonly string[], context: Context): Promise<number> {
  let code: number = EXIT.ok
  const program = createProgram(context, (exit) => {
    code = exit
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    const json = args.includes('--json')
    if (error instanceof CommanderError) {
      const message = usageProblem(error, askedFor(program, args), context)
      return message === undefined
        ? EXIT.ok
        : tell(context, json, { code: 'USAGE', message, side: undefined, exit: EXIT.usage })
    }
    return tell(context, json, shownError(error, context.language))
  }
}

/** With --json the failure is the one value on the output; else it is for people. */
function tell(context: Context, json: boolean, { code, message, side, exit }: ShownError): number {
  if (json) context.out(`${JSON.stringify({ ok: false, code, message, ...(side === undefined ? {} : { side }) })}\n`)
  else if (side === undefined || side === 'client' || code.toLowerCase().startsWith('server.'))
    context.note(`${code}: ${message}`)
  else context.note(`${code}: ${message} [${SIDES[side][context.language]}]`)
  return exit
}
