import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE, type ErrorCode } from '@rabt/protocol'
import { CliError } from '../error.ts'
import type { NodeHome } from '../home/home.ts'
import { connectionError } from './connection-error.ts'
import { type HttpAnswer, send } from './send.ts'

/** GET of a node's admin API: `adminCall`. */
export function adminGet(node: NodeHome, path: string, timeoutMs: number): Promise<HttpAnswer> {
  return adminCall(node, 'GET', path, timeoutMs)
}

/**
 * Asks a node's admin API, with the token and CA of its home. A body goes as it is.
 *
 * @throws CliError NO_HOME, NOT_RUNNING, CONNECTION, or the code of the problem document that the node answered with.
 */
export async function adminCall(
  node: NodeHome,
  method: string,
  path: string,
  timeoutMs: number,
  body?: { readonly type: string; readonly bytes: Uint8Array },
): Promise<HttpAnswer> {
  const ca = await secretOf(join(node.dir, 'keys', 'ca.crt'))
  const token = (await secretOf(join(node.dir, 'admin.token'))).trim()
  const url = new URL(`https://${node.host}:${node.admin}`)
  const answer = await send({
    url,
    path,
    method,
    headers: [
      ['Authorization', `Bearer ${token}`],
      ...(body === undefined ? [] : [['Content-Type', body.type] as const]),
    ],
    ...(body === undefined ? {} : { body: body.bytes }),
    timeoutMs,
    tls: { ca },
  }).catch((error: unknown) => {
    throw connectionError(error, url)
  })
  if (answer.status >= 300) throw problemOf(answer)
  return answer
}

async function secretOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new CliError('NO_HOME', {
      en: `${file} cannot be read. It belongs to who started the network: run as that user, or run npm start once.`,
      ar: `تعذرت قراءة ${file}. يملكه من شغّل الشبكة: نفّذ الأمر بذلك المستخدم، أو شغّل npm start مرة.`,
    })
  }
}

/** Reads the problem document (RFC 9457) of the admin API, which carries the message in both languages. */
function problemOf(answer: HttpAnswer): CliError {
  try {
    const { code, message } = JSON.parse(Buffer.from(answer.body).toString('utf8'))
    if (typeof code === 'string' && typeof message?.ar === 'string' && typeof message?.en === 'string') {
      const row = Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as ErrorCode] : undefined
      return new CliError(code, { ar: message.ar, en: message.en }, row === undefined ? {} : { side: row.side })
    }
  } catch {
    // Not a document of ours: told by its status.
  }
  return new CliError('GATEWAY', {
    en: `The node answered ${answer.status} without an explanation. Run rabt doctor.`,
    ar: `أجابت العقدة بالحالة ${answer.status} دون تفسير. شغّل rabt doctor.`,
  })
}
