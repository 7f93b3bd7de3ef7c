import type { Text } from '../federation/text.ts'
import { PORTAL_PEOPLE } from './people.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`)

const both = ({ ar, en }: Text): string => `${escaped(ar)} <span lang="en" dir="ltr">${escaped(en)}</span>`

const STYLE =
  'body{font:1.1rem/1.7 sans-serif;max-inline-size:34rem;margin:2rem auto;padding-inline:1rem}button{display:block;inline-size:100%;padding:.7rem;margin-block:.5rem;font:inherit;text-align:start}'

/** The form of a sample provider: one button a sample person. It needs no script, and asks for no secret, since nobody is behind them. */
export function peoplePage(authority: Text): string {
  const buttons = PORTAL_PEOPLE.map(
    ({ id, name }) => `<button name="person" value="${escaped(id)}">${both(name)}</button>`,
  )
  return `<!doctype html>
<html lang="ar" dir="rtl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>تسجيل الدخول - نموذج</title><style>${STYLE}</style></head>
<body><main>
<h1>${both(authority)}</h1>
<p>مزوّد هوية للشبكة النموذجية: لا أحد وراء هذه الأسماء. <span lang="en" dir="ltr">Identity provider of the sample federation: nobody is behind these names.</span></p>
<form method="post">${buttons.join('\n')}</form>
</main></body></html>
`
}
