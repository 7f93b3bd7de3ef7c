import { FEED_LIMITS, type FeedPage, feedPage } from './feed.ts'
import { HarvestError } from './reasons.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Of the page around a record: object, items, item, record. */
const DEPTH = FEED_LIMITS.depth + 4

/** Reads the body of a page that was asked of `state`. @throws HarvestError page-shape, page-other-state */
export function readPage(body: Uint8Array, state: string): FeedPage {
  let value: unknown
  try {
    const text = utf8.decode(body)
    if (isDeep(text, DEPTH)) throw new RangeError('nested too deep')
    value = JSON.parse(text)
  } catch (cause) {
    throw new HarvestError('page-shape', 'no JSON in UTF-8, or nested too deep', { cause })
  }
  const read = feedPage.safeParse(value)
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') ?? ''
    throw new HarvestError('page-shape', `not ${feedPageName} at ${where || 'the page'}`)
  }
  if (read.data.state !== state)
    throw new HarvestError('page-other-state', `asked ${state}, answered ${read.data.state}`)
  return read.data
}

const feedPageName = 'rabt-feed/1'

/** Looks at brackets outside of strings, before anything is built of the text. */
function isDeep(text: string, most: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (inString) {
      if (unit === 0x5c) at++
      else if (unit === 0x22) inString = false
    } else if (unit === 0x22) inString = true
    else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > most) return true
    } else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return false
}
