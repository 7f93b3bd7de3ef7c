import { CATALOGUE, type ErrorCode } from './catalogue.ts'
import { fillText } from './message.ts'

/**
 * A refusal or failure. `code` is stable and may be switched on; `params` fill the message of the catalogue;
 * `detail` is for the log of this node only and never leaves it. `message` is the English text.
 */
export class RabtError extends Error {
  override readonly name = 'RabtError'
  readonly code: ErrorCode
  readonly params: Readonly<Record<string, string>>
  readonly detail: string | undefined

  constructor(
    code: ErrorCode,
    params: Readonly<Record<string, string>> = {},
    options: { readonly detail?: string; readonly cause?: unknown } = {},
  ) {
    super(fillText(CATALOGUE[code].en, params), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.params = params
    this.detail = options.detail
  }
}
