import type { IncomingHttpHeaders } from 'node:http'
import type { Side } from '@rabt/protocol'
import type { Context } from '../context.ts'
import { CliError, SIDES } from '../error.ts'
import type { HttpAnswer } from '../http/send.ts'

/** Body to the output; beside it how to get the evidence, or that the service answered with an error status. */
export function printAnswer(context: Context, answer: HttpAnswer, state: string): void {
  if (answer.headers['x-road-error'] !== undefined) return
  context.out(answer.body)
  if (answer.body.length > 0 && answer.body.at(-1) !== 0x0a) context.note('')
  const id = one(answer.headers, 'x-road-request-id')
  const { status } = answer
  if (status >= 400) {
    context.note(
      context.language === 'ar'
        ? `الخدمة نفسها أجابت بالحالة ${status}.`
        : `The service itself answered ${status} ${answer.reason}.`,
    )
  }
  if (id === undefined) return
  const command = `rabt evidence ${id} --state ${state} -o call.rabt`
  context.note(context.language === 'ar' ? `للإثبات: ${command}` : `evidence: ${command}`)
}

/** `{status, headers, body}`. A JSON body stands as the bytes that came, so that no number loses a digit. */
export function printAnswerJson(context: Context, answer: HttpAnswer): void {
  const { member, value } = bodyMember(answer)
  const head = JSON.stringify({ status: answer.status, headers: answer.headers })
  context.out(`${head.slice(0, -1)},"${member}":${value}}\n`)
}

function bodyMember({ body }: HttpAnswer): { readonly member: 'body' | 'bodyBase64'; readonly value: string } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return { member: 'bodyBase64', value: JSON.stringify(Buffer.from(body).toString('base64')) }
  }
  try {
    JSON.parse(text)
    return { member: 'body', value: text }
  } catch {
    return { member: 'body', value: JSON.stringify(text) }
  }
}

/** A gateway's fault in words: its code, its message, who must act, where it is explained. */
export function gatewayError({ headers, body, status }: HttpAnswer): CliError {
  const code = one(headers, 'x-road-error') ?? 'GATEWAY'
  const side = sideOf(one(headers, 'x-rabt-error-side'))
  const message = messageIn(body) ?? `HTTP ${status}`
  const doc = one(headers, 'x-rabt-error-doc')
  const act = (language: 'ar' | 'en', who: string, where: string): string =>
    [message, side && `${who}: ${SIDES[side][language]}.`, doc && `${where}: ${doc}`].filter(Boolean).join('\n')
  const text = { en: act('en', 'To act', 'Explained at'), ar: act('ar', 'من عليه التصرف', 'الشرح') }
  return new CliError(code, text, side === undefined ? {} : { side })
}

function messageIn(body: Uint8Array): string | undefined {
  try {
    const { message } = JSON.parse(Buffer.from(body).toString('utf8'))
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

function sideOf(value: string | undefined): Side | undefined {
  return value !== undefined && Object.hasOwn(SIDES, value) ? (value as Side) : undefined
}

function one(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}
