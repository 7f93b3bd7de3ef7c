import { randomFillSync } from 'node:crypto'

const POOL_BYTES = 8 * 1024
let pool = Buffer.alloc(0)
let used = 0

/** Fresh random bytes, drawn from a pool: one call of the generator serves some hundred salts. */
export function randomBytes(count: number): Uint8Array {
  if (count > POOL_BYTES) return randomFillSync(Buffer.allocUnsafe(count))
  if (used + count > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES))
    used = 0
  }
  const bytes = pool.subarray(used, used + count)
  used += count
  return bytes
}
