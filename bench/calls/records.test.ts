import { describe, expect, it } from 'vitest'
import { makeRecord, RECORD_BYTES } from './records.ts'

const SUBJECTS = ['traffic', 'companies', 'declarations', 'insurance', 'mobility']

describe('a record', () => {
  it('is JSON of exactly its size', () => {
    for (const subject of SUBJECTS) {
      for (let seed = 1; seed <= 200; seed++) {
        const record = makeRecord(subject, seed)
        expect(Buffer.byteLength(record)).toBe(RECORD_BYTES)
        expect(JSON.parse(record)).toMatchObject({ sample: true })
      }
    }
  })
  it('is like no other of a thousand', () => {
    const all = SUBJECTS.flatMap((subject) => Array.from({ length: 200 }, (_, seed) => makeRecord(subject, seed)))
    expect(new Set(all).size).toBe(1000)
  })
  it('is the same in each run', () => expect(makeRecord('traffic', 7)).toBe(makeRecord('traffic', 7)))
  it('has a known subject and room for its fields', () => {
    expect(() => makeRecord('weather', 1)).toThrow(RangeError)
    expect(() => makeRecord('traffic', 1, 100)).toThrow(RangeError)
  })
})
