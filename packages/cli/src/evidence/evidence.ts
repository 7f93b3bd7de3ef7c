import { randomBytes } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { uuidFromString, uuidToString } from '@rabt/protocol'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { readNode } from '../home/home.ts'
import { adminGet } from '../http/admin-client.ts'

export interface EvidenceOptions {
  readonly state: string
  readonly output: string
  readonly json?: boolean
}

/** How long the node may wait for receipts that are under way. */
const WAIT_MS = 2_000

/** `rabt evidence`: asks the state's node for the bundle of a call and writes it, readable by the owner alone. */
export async function evidence(context: Context, requestId: string, options: EvidenceOptions): Promise<number> {
  const id = uuidToString(uuidFromString(requestId))
  const node = await readNode(context, options.state)
  const { body } = await adminGet(node, `/admin/v1/evidence/${id}?waitMs=${WAIT_MS}`, WAIT_MS + 30_000)
  if (options.output === '-') {
    context.out(body)
    return 0
  }
  const file = resolve(context.cwd, options.output)
  await writeWhole(file, body)
  if (options.json === true) {
    context.out(`${JSON.stringify({ ok: true, requestId: id, file, bytes: body.length })}\n`)
  } else {
    context.out(
      context.language === 'ar'
        ? `كُتبت حزمة الإثبات في ${options.output} (${body.length} بايت). تحقق منها: rabt verify ${options.output}\n`
        : `Evidence written to ${options.output} (${body.length} bytes). Verify it: rabt verify ${options.output}\n`,
    )
  }
  return 0
}

/** The bundle holds what was asked and answered: mode 0600, and never half a file under its name. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const staged = `${file}.${randomBytes(4).toString('hex')}.new`
  try {
    await writeFile(staged, bytes, { mode: 0o600, flag: 'wx' })
    await rename(staged, file)
  } catch {
    await rm(staged, { force: true })
    throw new CliError('FILE', {
      en: `${file} cannot be written. Choose a folder that you may write to.`,
      ar: `تعذرت كتابة ${file}. اختر مجلدا تملك الكتابة فيه.`,
    })
  }
}
