import { PORTAL_ERRORS } from './portal-error.ts'
import type { PortalErrorRow } from './row.ts'

const INTRODUCTION = `# Errors of the portal

Generated from \`packages/portal/src/error\`; do not edit. A code is stable and may be switched on; retired codes are never reused. The side says
who must act: \`editor\`, \`reviewer\` or \`administrator\` of a state, the \`person\` who signs in, or who runs the \`portal\`.
A value in braces is filled in when the error is shown.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The page docs/reference/portal-errors.md. */
export function renderPortalErrors(): string {
  const rows = Object.entries(PORTAL_ERRORS) as [string, PortalErrorRow][]
  return [
    INTRODUCTION,
    '| code | status | side | English | Arabic |',
    '|---|---|---|---|---|',
    ...rows.map(
      ([code, { side, status, en, ar }]) =>
        `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${status} | ${side} | ${cell(en)} | <span dir="auto">${cell(ar)}</span> |`,
    ),
    '',
  ].join('\n')
}
