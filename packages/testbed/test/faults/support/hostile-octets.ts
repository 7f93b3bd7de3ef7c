import type { Draw } from '../../../src/agencies/seeded.ts'

const LARGEST = 2_048

/** Octets that mean nothing. */
export function noise(draw: Draw): Buffer {
  return Buffer.from(Array.from({ length: draw.whole(1, LARGEST) }, () => draw.whole(0, 255)))
}

/** What was well-formed, with one thing done to it: bits flipped, cut, doubled, a part moved, octets put in. */
export function mutate(draw: Draw, valid: Uint8Array): Buffer {
  const bytes = Buffer.from(valid)
  const at = draw.whole(0, bytes.length - 1)
  const end = draw.whole(at, bytes.length)
  switch (draw.whole(0, 4)) {
    case 0:
      for (let i = 0; i < 8; i++) {
        const place = draw.whole(0, bytes.length - 1)
        bytes[place] = (bytes[place] as number) ^ (1 << draw.whole(0, 7))
      }
      return bytes
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)])
    case 3:
      return Buffer.concat([bytes.subarray(end), bytes.subarray(0, end)])
    default:
      return Buffer.concat([bytes.subarray(0, at), noise(draw), bytes.subarray(at)])
  }
}
