import type { MiddlewareHandler } from 'hono'

/**
 * Nothing runs, loads or frames that is not the portal's own (CSP Level 3). Our scripts and styles are files; data for machines within a page is
 * `application/ld+json`, which is no script to run.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'referrer-policy': 'same-origin',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

/** Answers that have every header of ours already: nothing is added on their way out. */
const complete = new WeakSet<Response>()

export function completed(response: Response): Response {
  complete.add(response)
  return response
}

export const isComplete = (response: Response): boolean => complete.has(response)

export const securityHeaders = (): MiddlewareHandler => async (c, next) => {
  await next()
  if (isComplete(c.res)) return
  const { headers } = c.res
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value)
}
