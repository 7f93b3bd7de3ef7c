import type { Context } from '../context.ts'
import { CliError, EXIT } from '../error.ts'
import { readNode } from '../home/home.ts'
import { adminCall } from '../http/admin-client.ts'
import { listPage, type ShownKey } from './page.ts'

export interface KeysOptions {
  readonly state: string
  readonly json?: boolean
}

const TIMEOUT_MS = 30_000
const OF_GATEWAY: readonly string[] = ['lane', 'lane-pq', 'receipt', 'tls']

/** `rabt keys list`: what the gateway signs with, what lies beside it, and whether the directory lists it. */
export async function keysList(context: Context, options: KeysOptions): Promise<number> {
  const { keys } = (await ask(context, options, 'GET', 'keys')) as { readonly keys: readonly ShownKey[] }
  context.out(options.json === true ? `${JSON.stringify({ ok: true, keys })}\n` : listPage(keys, context.language))
  return EXIT.ok
}

/**
 * `rabt keys next`: makes the next key, and says what its state must publish. The certification request, or the public key, goes to
 * standard output alone, so that it can be kept in a file.
 */
export async function keysNext(context: Context, name: string, options: KeysOptions): Promise<number> {
  const next = (await ask(context, options, 'POST', `${pathOf(name)}/next`)) as NextKey
  if (options.json === true) {
    context.out(`${JSON.stringify({ ok: true, ...next })}\n`)
    return EXIT.ok
  }
  context.note(
    context.language === 'ar'
      ? `المفتاح التالي ${name} جاهز: ${next.algorithm}، بصمته ${next.digest}. يُعمل به حين ينشره دليل الدولة.`
      : `The next key ${name} is there: ${next.algorithm}, digest ${next.digest}. It is used once the state's directory lists it.`,
  )
  context.out(next.csr ?? `${next.publicKey}\n`)
  return EXIT.ok
}

/** `rabt keys drop`: takes away a next key that no directory lists. */
export async function keysDrop(context: Context, name: string, options: KeysOptions): Promise<number> {
  await ask(context, options, 'DELETE', `${pathOf(name)}/next`)
  if (options.json === true) context.out(`${JSON.stringify({ ok: true, name })}\n`)
  else context.out(context.language === 'ar' ? `حُذف المفتاح التالي ${name}\n` : `The next key ${name} is taken away\n`)
  return EXIT.ok
}

interface NextKey {
  readonly algorithm: string
  readonly publicKey: string
  readonly digest: string
  readonly csr: string | null
}

async function ask(context: Context, { state }: KeysOptions, method: string, path: string): Promise<unknown> {
  const node = await readNode(context, state)
  const { body } = await adminCall(node, method, `/admin/v1/${path}`, TIMEOUT_MS)
  return body.length === 0 ? null : JSON.parse(Buffer.from(body).toString('utf8'))
}

/** @throws CliError USAGE for what names neither a key of the gateway nor a member. */
function pathOf(name: string): string {
  if (OF_GATEWAY.includes(name)) return `keys/${name}`
  if (/^[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(name)) return `keys/members/${encodeURIComponent(name)}`
  throw new CliError(
    'USAGE',
    {
      en: `"${name}" is no key: name ${OF_GATEWAY.join(', ')} or a member such as KW/GOV/MOI, whose seal it is`,
      ar: `"${name}" ليس مفتاحًا: اذكر ${OF_GATEWAY.join(' أو ')} أو جهة مثل KW/GOV/MOI لختمها`,
    },
    { exit: EXIT.usage },
  )
}
