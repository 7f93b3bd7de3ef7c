import { type DirectoryVersion, LIMITS, sha256 } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { DirectoryHistory } from './directory-history.ts'

const NOW = 1_800_000_000_000
const version = (number: number, text = String(number)): DirectoryVersion => ({
  number,
  hash: sha256(Buffer.from(text)),
})

/** Had 3 and 5 in earlier runs, and 9 since now. */
function history(): DirectoryHistory {
  const made = new DirectoryHistory([version(5), version(3)])
  made.see(version(9), NOW)
  made.see(version(9), NOW + 1)
  return made
}

describe('the directory versions that a gateway has had', () => {
  it.each([3, 5, 9])('may be named, however old: %d', (number) => {
    expect(history().judge(version(number), NOW + 10 * LIMITS.requestLifeMs)).toBeNull()
  })

  it.each([3, 5, 9])('may not be named with another hash: %d', (number) => {
    expect(history().judge(version(number, 'invented'), NOW)).toBe('DIRECTORY_INVALID')
  })

  it('leave room for those passed over, as long as an entry may be under way', () => {
    for (const number of [6, 8]) {
      expect(history().judge(version(number), NOW + LIMITS.requestLifeMs)).toBeNull()
      expect(history().judge(version(number), NOW + LIMITS.requestLifeMs + 1)).toBe('DIRECTORY_INVALID')
    }
  })

  it.each([1, 2, 4])('leave no room for what was passed over in an earlier run: %d', (number) => {
    expect(history().judge(version(number), NOW)).toBe('DIRECTORY_INVALID')
  })

  it('leave the judgement of a later one to whoever can fetch it', () => {
    expect(history().judge(version(10), NOW)).toBeNull()
  })
})
