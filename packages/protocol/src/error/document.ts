import { CATALOGUE, type ErrorCode } from './catalogue.ts'
import type { ErrorRow, Side } from './row.ts'

const SIDES: Readonly<Record<Side, string>> = {
  client: 'the calling system of the consumer',
  consumer: "the consumer's gateway",
  provider: "the provider's gateway",
  service: "the provider's system",
  network: 'the network between the gateways',
}

const INTRODUCTION = `# Errors

Generated from \`packages/protocol/src/error\`; do not edit. A code is stable and may be switched on; retired codes are never reused.
The side says who must act, and stands in \`X-Rabt-Error-Side\`. At the consumer's edge \`X-Road-Error\` and \`type\` carry the X-Road name after
its prefix: \`Server.ClientProxy.\` or \`Server.ServerProxy.\` (up to 7.7), \`server.clientproxy.\` or \`server.serverproxy.\` (from 7.8).
A value in braces is filled in when the error is shown; one that is not known is shown as \`?\`.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const row = (code: string, { side, xroad, modern, en, ar }: ErrorRow): string =>
  `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${side} | \`${xroad}\`<br>\`${modern}\` | ${cell(en)} | <span dir="auto">${cell(ar)}</span> |`

/** The page docs/reference/errors.md. */
export const renderErrors = (): string => {
  const codes = Object.keys(CATALOGUE) as ErrorCode[]
  const sides = (Object.keys(SIDES) as Side[]).map((side) => `| \`${side}\` | ${SIDES[side]} |`)
  return [
    INTRODUCTION,
    '| side | who must act |',
    '|---|---|',
    ...sides,
    '',
    '| code | side | X-Road names | English | Arabic |',
    '|---|---|---|---|---|',
    ...codes.map((code) => row(code, CATALOGUE[code])),
    '',
  ].join('\n')
}
