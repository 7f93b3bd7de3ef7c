import { type ErrorCode, messageOf } from '@rabt/protocol'
import type { Context } from 'hono'
import { z } from 'zod'
import { preferred } from '../../http/language.ts'

/** What a machine face may refuse with, and the HTTP status of it. */
const STATUS = { INVALID_REQUEST: 400, NOT_FOUND: 404, NOT_ACCEPTABLE: 406 } as const satisfies Partial<
  Record<ErrorCode, number>
>
export type FaceErrorCode = keyof typeof STATUS

/** RFC 9457, with the code that may be switched on and the text in both languages. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(STATUS) as [FaceErrorCode, ...FaceErrorCode[]]),
  messages: z.strictObject({ ar: z.string(), en: z.string() }),
  /** The parameters that were not taken, with the reason. */
  invalid: z
    .array(z.strictObject({ name: z.string(), reason: z.string() }))
    .max(20)
    .optional(),
})

export function problem(
  c: Context,
  code: FaceErrorCode,
  params: Readonly<Record<string, string>> = {},
  invalid?: readonly { readonly name: string; readonly reason: string }[],
): Response {
  const messages = { ar: messageOf({ code, params }, 'ar'), en: messageOf({ code, params }, 'en') }
  const status = STATUS[code]
  const body: z.infer<typeof problemSchema> = {
    type: `urn:rabt:error:${code.toLowerCase()}`,
    title: messages[preferred(c.req.header('accept-language'))],
    status,
    code,
    messages,
    ...(invalid && { invalid: invalid.slice(0, 20) }),
  }
  return new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      vary: 'Accept, Accept-Language',
      'access-control-allow-origin': '*',
    },
  })
}
