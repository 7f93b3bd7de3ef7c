import { describe, expect, it } from 'vitest'
import { RECORD_BYTES } from '../calls/records.ts'
import { answerEnds } from './service.ts'

describe('the answers of the service', () => {
  it('are JSON of exactly their size, and can stand in a configuration of nginx', () => {
    for (const end of answerEnds()) {
      const body = `{"answer":"${'0'.repeat(32)}",${end}`
      expect(Buffer.byteLength(body)).toBe(RECORD_BYTES)
      expect(JSON.parse(body)).toMatchObject({ sample: true })
      expect(end).not.toMatch(/['$\\]/)
    }
  })
})
