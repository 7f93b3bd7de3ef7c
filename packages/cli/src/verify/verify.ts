import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { renderRefusal, renderReport, verifyBundle } from '@rabt/evidence'
import { RabtError } from '@rabt/protocol'
import type { Context } from '../context.ts'
import { CliError, EXIT, shownError } from '../error.ts'
import { homeDir } from '../home/home.ts'

export interface VerifyCommandOptions {
  readonly root?: string
  readonly revocation?: readonly string[]
  readonly json?: boolean
}

/** `rabt verify`: offline; 0 with what is proved and what is missing, or 1 with a code and the reason. */
export async function verify(context: Context, file: string, options: VerifyCommandOptions): Promise<number> {
  const bytes = await read(context, file)
  const trustedRoot = await rootOf(context, options.root)
  const revocations = await Promise.all((options.revocation ?? []).map((name) => read(context, name)))
  try {
    const report = verifyBundle(bytes, { trustedRoot, now: context.now(), revocations })
    const text =
      options.json === true
        ? JSON.stringify({ ok: true, ...report })
        : renderReport(report, context.language).join('\n')
    context.out(`${text}\n`)
    return EXIT.ok
  } catch (error) {
    if (!(error instanceof RabtError) || !error.code.startsWith('BUNDLE_')) throw error
    const { code, side } = shownError(error, context.language)
    // The catalogue's sentence names place and reason already, but in English alone.
    const [sentence = code, ...why] = renderRefusal(error, context.language)
    const message = [sentence, ...why.filter((line) => !sentence.includes(line))].join('\n')
    if (options.json === true) {
      const { place, reason } = error.params
      context.out(`${JSON.stringify({ ok: false, code, message, side, place, reason })}\n`)
    } else {
      context.note(`${code}: ${message}`)
    }
    return EXIT.failed
  }
}

/** The root comes from outside the bundle: the file named, else that of the home, else none is trusted. */
async function rootOf(context: Context, named: string | undefined): Promise<Uint8Array | null> {
  if (named !== undefined) return read(context, named)
  return readFile(join(homeDir(context), 'root.json')).catch(() => null)
}

async function read(context: Context, file: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(context.cwd, file))
  } catch {
    throw new CliError('FILE', { en: `The file ${file} cannot be read.`, ar: `تعذرت قراءة الملف ${file}.` })
  }
}
