/** What the client needs of `fetch`. */
export type Fetch = (url: string, init?: { readonly signal?: AbortSignal }) => Promise<Response>

/** A mirror that hangs must not hold up the next one. */
const TIMEOUT_MS = 10_000

/** A mirror did not give a file. `status`: its HTTP status, 0 without an answer. */
export class MirrorUnreachable extends Error {
  override readonly name = 'MirrorUnreachable'
  readonly status: number

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause })
    this.status = status
  }
}

/** Fetches at most `maxBytes`: an endless answer ends at the limit. Throws MirrorUnreachable. */
export const fetchBytes = async (
  fetch: Fetch,
  url: string,
  maxBytes: number,
  timeoutMs = TIMEOUT_MS,
): Promise<Buffer> => {
  let status = 0
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    status = response.status
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      throw new MirrorUnreachable(status, `HTTP ${status}`)
    }
    return await readUpTo(response.body, maxBytes)
  } catch (cause) {
    if (cause instanceof MirrorUnreachable) throw cause
    throw new MirrorUnreachable(status >= 200 && status < 300 ? 0 : status, 'no answer', cause)
  }
}

/** Gives the bytes of an address, at most so many. Throws MirrorUnreachable. */
export type Download = (url: string, maxBytes: number) => Promise<Buffer>

/** Fetches each address once, however often it is asked for. */
export const downloadOnce = (fetch: Fetch): Download => {
  const asked = new Map<string, Promise<Buffer>>()
  return (url, maxBytes) => {
    const answer = asked.get(url) ?? fetchBytes(fetch, url, maxBytes)
    asked.set(url, answer)
    return answer
  }
}

const readUpTo = async (body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new MirrorUnreachable(0, 'the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
