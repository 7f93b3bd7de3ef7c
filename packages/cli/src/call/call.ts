import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseClientId } from '@rabt/protocol'
import type { Context } from '../context.ts'
import { CliError, EXIT } from '../error.ts'
import { homeDir, readNode } from '../home/home.ts'
import { connectionError } from '../http/connection-error.ts'
import { type HttpRequest, send } from '../http/send.ts'
import { contentTypeOf, parseHeader } from './headers.ts'
import { gatewayError, printAnswer, printAnswerJson } from './print-answer.ts'
import { targetOf } from './target.ts'

export interface CallOptions {
  readonly as: string
  readonly state?: string
  readonly method?: string
  readonly header: readonly string[]
  readonly data?: string
  readonly url?: string
  readonly cert?: string
  readonly key?: string
  readonly ca?: string
  readonly timeout: string
  readonly json?: boolean
}

/** `rabt call`: one request through the caller's own gateway. Exit code in EXIT. */
export async function call(context: Context, service: string, options: CallOptions): Promise<number> {
  const request = await requestOf(context, service, options)
  const answer = await send(request).catch((error: unknown) => {
    throw connectionError(error, request.url)
  })
  if (options.json === true) printAnswerJson(context, answer)
  else printAnswer(context, answer, options.state ?? stateOf(options.as))
  if (answer.headers['x-road-error'] !== undefined) {
    if (options.json !== true) throw gatewayError(answer)
    return EXIT.failed
  }
  return answer.status >= 400 ? EXIT.serviceSaidNo : EXIT.ok
}

async function requestOf(context: Context, service: string, options: CallOptions): Promise<HttpRequest> {
  const client = parseClientId(options.as).id
  const path = targetOf(service)
  const body = options.data === undefined ? undefined : await dataOf(context, options.data)
  const headers: (readonly [string, string])[] = [['X-Road-Client', client], ...options.header.map(parseHeader)]
  if (context.language === 'ar' && !named(headers, 'accept-language')) headers.push(['Accept-Language', 'ar'])
  if (body !== undefined && !named(headers, 'content-type')) headers.push(['Content-Type', contentTypeOf(body)])
  const url = await gatewayUrl(context, options)
  return {
    url,
    path,
    method: methodOf(options.method ?? (body === undefined ? 'GET' : 'POST')),
    headers,
    timeoutMs: secondsOf(options.timeout) * 1000,
    tls: url.protocol === 'https:' ? await tlsOf(context, options) : {},
    ...(body === undefined ? {} : { body }),
  }
}

async function gatewayUrl(context: Context, options: CallOptions): Promise<URL> {
  if (options.url === undefined) {
    const node = await readNode(context, options.state ?? stateOf(options.as))
    return new URL(`http://${node.host}:${node.http}`)
  }
  const url = URL.parse(options.url)
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.pathname === '/') return url
  throw usage(
    '--url takes the address of a gateway alone, like http://127.0.0.1:8100',
    'الخيار ‎--url‎ يأخذ عنوان البوابة وحده، مثل http://127.0.0.1:8100',
  )
}

/** Client certificate and CA; without `--ca` that of the home, if there is one, else the system's. */
async function tlsOf(context: Context, options: CallOptions): Promise<NonNullable<HttpRequest['tls']>> {
  const state = (options.state ?? stateOf(options.as)).toLowerCase()
  const ownCa = join(homeDir(context), state, 'keys', 'ca.crt')
  const ca =
    options.ca === undefined ? await readFile(ownCa, 'utf8').catch(() => undefined) : await text(context, options.ca)
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(options.cert === undefined ? {} : { cert: await text(context, options.cert) }),
    ...(options.key === undefined ? {} : { key: await text(context, options.key) }),
  }
}

/** `@file`, `@-` or the data itself. */
async function dataOf(context: Context, data: string): Promise<Uint8Array> {
  if (data === '@-') return context.input()
  return data.startsWith('@') ? read(context, data.slice(1)) : Buffer.from(data)
}

async function text(context: Context, file: string): Promise<string> {
  return Buffer.from(await read(context, file)).toString('utf8')
}

async function read(context: Context, file: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(context.cwd, file))
  } catch {
    throw new CliError('FILE', { en: `The file ${file} cannot be read.`, ar: `تعذرت قراءة الملف ${file}.` })
  }
}

function stateOf(client: string): string {
  return client.split('/')[0] ?? ''
}

function named(headers: readonly (readonly [string, string])[], name: string): boolean {
  return headers.some(([given]) => given.toLowerCase() === name)
}

function methodOf(method: string): string {
  if (/^[A-Za-z]{1,16}$/.test(method)) return method.toUpperCase()
  throw usage('-X takes an HTTP method, like GET', 'الخيار ‎-X‎ يأخذ طريقة HTTP مثل GET')
}

function secondsOf(value: string): number {
  const seconds = Number(value)
  if (seconds > 0 && seconds <= 3600) return seconds
  throw usage('--timeout takes seconds, up to 3600', 'الخيار ‎--timeout‎ يأخذ ثوانيَ حتى 3600')
}

function usage(en: string, ar: string): CliError {
  return new CliError('USAGE', { en, ar }, { exit: EXIT.usage })
}
