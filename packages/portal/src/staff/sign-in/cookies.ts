import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

/** What the browser keeps: the session, and a sign-in that was begun. */
export type CookieName = 'staff' | 'sign-in'

/** With TLS the name says to browsers that no other host or path may set it (RFC 6265bis §4.1.3.2). */
const nameOf = (name: CookieName, baseUrl: string): string =>
  baseUrl.startsWith('https:') ? `__Host-rabt-${name}` : `rabt-${name}`

export function readCookie(c: Context, name: CookieName, baseUrl: string): string | undefined {
  return getCookie(c, nameOf(name, baseUrl))
}

/** Gone when the browser closes, unreadable to script, not sent with requests that other sites make. Null takes it back. */
export function writeCookie(c: Context, name: CookieName, baseUrl: string, value: string | null): void {
  setCookie(c, nameOf(name, baseUrl), value ?? '', {
    path: '/',
    httpOnly: true,
    // Lax, since the browser comes back from the provider by a link.
    sameSite: 'Lax',
    secure: baseUrl.startsWith('https:'),
    ...(value === null ? { maxAge: 0 } : {}),
  })
}
