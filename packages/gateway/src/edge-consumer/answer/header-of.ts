import type { IncomingMessage } from 'node:http'

/** Value of a request header, repeated ones joined by commas as RFC 9110 §5.3 allows; null without one. `name` in lower case. */
export function headerOf(req: IncomingMessage, name: string): string | null {
  let joined: string | null = null
  const raw = req.rawHeaders
  for (let i = 0; i < raw.length; i += 2) {
    if ((raw[i] as string).toLowerCase() !== name) continue
    joined = joined === null ? (raw[i + 1] as string) : `${joined},${raw[i + 1]}`
  }
  return joined
}
