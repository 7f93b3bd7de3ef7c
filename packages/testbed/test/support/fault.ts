import { expect } from 'vitest'
import type { Answer } from './ask.ts'

export interface ExpectedFault {
  /** X-Road's fault code. */
  readonly type: string
  /** Who must act. */
  readonly side: string
  /** Code of docs/reference/errors.md. */
  readonly code?: string
  readonly status?: number
  readonly arabic?: boolean
}

const ARABIC = /[\u0600-\u06ff]/

/** Compares an answer of the edge with the gateway error that it should be: status, headers, the three members, the language. */
export function expectFault(answer: Answer, { type, side, code, status = 500, arabic = false }: ExpectedFault): void {
  expect({ status: answer.status, type: answer.header('x-road-error') }, answer.text()).toEqual({ status, type })
  expect(answer.header('x-rabt-error-side')).toBe(side)
  if (code !== undefined) expect(answer.header('x-rabt-error-doc')).toMatch(new RegExp(`#${code.toLowerCase()}$`))
  expect(answer.header('content-type')).toBe('application/json')
  const body = answer.json()
  expect(Object.keys(body)).toEqual(['type', 'message', 'detail'])
  expect(body.type).toBe(type)
  expect(body.detail).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(ARABIC.test(String(body.message)), String(body.message)).toBe(arabic)
}
