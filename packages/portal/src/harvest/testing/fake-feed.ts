import { createHash, randomUUID } from 'node:crypto'
import { digestOf } from '../../record/digest.ts'
import type { AskState, FeedAnswer } from '../ask-state.ts'
import { HarvestError } from '../reasons.ts'

type Item = Readonly<Record<string, unknown>>

/** An item as a good provider tells it. */
export const told = (record: unknown): Item => ({ record, digest: digestOf(record) })

type Lie = (path: string, honest: () => FeedAnswer) => FeedAnswer | Promise<FeedAnswer>

interface FakeFeed {
  items: Item[]
  edition: number
  /** Paths asked, in order. */
  asked: string[]
  /** Takes the place of a true answer. */
  lie: Lie | undefined
  addFile(bytes: Buffer): { readonly sha256: string; readonly bytes: number }
  /** Puts an item behind all others, as a change does. */
  change(item: Item, id?: string): void
  readonly ask: AskState
}

/** A provider whose list, pages and lies a test decides. */
export function fakeFeed(state: string, pageSize = 2): FakeFeed {
  const files = new Map<string, Buffer>()
  const feed: FakeFeed = {
    items: [],
    edition: 1,
    asked: [],
    lie: undefined,
    addFile(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      files.set(sha256, bytes)
      return { sha256, bytes: bytes.length }
    },
    change(item, id) {
      feed.items = feed.items.filter((one) => id === undefined || idOf(one) !== id)
      feed.items.push(item)
    },
    ask: async (_, path, etag) => {
      feed.asked.push(path)
      const honest = (): FeedAnswer => answer(path, etag)
      return feed.lie === undefined ? honest() : feed.lie(path, honest)
    },
  }
  // Each item keeps its number, so that a cursor stays good when an earlier item moves behind it.
  const numbers = new Map<Item, number>()
  const numberOf = (item: Item): number => {
    if (!numbers.has(item)) numbers.set(item, numbers.size + 1)
    return numbers.get(item) as number
  }

  function answer(path: string, etag: string | null): FeedAnswer {
    const url = new URL(path, 'http://feed')
    const file = /^\/files\/(\w+)$/.exec(url.pathname)?.[1]
    if (file !== undefined) {
      const bytes = files.get(file)
      return bytes === undefined ? reply(404, Buffer.alloc(0)) : reply(200, bytes)
    }
    const [edition, after] = (url.searchParams.get('after') ?? `${feed.edition}-0`).split('-').map(Number)
    if (edition !== feed.edition) return reply(410, Buffer.alloc(0))
    feed.items.forEach(numberOf)
    const rest = feed.items.filter((item) => numberOf(item) > (after ?? 0))
    const items = rest.slice(0, pageSize)
    const last = items.at(-1)
    const next = `${feed.edition}-${last === undefined ? after : numberOf(last)}`
    const body = Buffer.from(
      JSON.stringify({ format: 'rabt-feed/1', state, items, next, more: rest.length > items.length }),
    )
    const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
    return etag === tag ? reply(304, Buffer.alloc(0), tag) : reply(200, body, tag)
  }
  return feed
}

export function reply(status: number, body: Buffer, etag: string | null = null): FeedAnswer {
  return { status, body, etag, requestId: randomUUID(), requestHash: null }
}

export const page = (value: unknown): FeedAnswer => reply(200, Buffer.from(JSON.stringify(value)))

export function brokenOff(): never {
  throw new HarvestError('network', 'the answer broke off')
}

function idOf(item: Item): unknown {
  return 'record' in item ? (item.record as { readonly id?: unknown }).id : item.id
}
