import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { unzip } from '../testing/unzip.ts'
import { zip } from './zip.ts'

it('stores names and contents so that they can be read back', () => {
  const entries = [
    { name: 'a/b.txt', data: Buffer.from('hello') },
    { name: 'empty', data: new Uint8Array(0) },
    { name: '\u0639\u0631\u0628\u064a.bin', data: Buffer.alloc(70_000, 7) },
  ]
  const read = unzip(zip(entries))
  expect(read.map(({ name }) => name)).toEqual(entries.map(({ name }) => name))
  for (const [i, { data }] of read.entries()) expect(Buffer.compare(data, Buffer.from(entries[i]?.data ?? []))).toBe(0)
})

it('gives equal bytes for equal contents, with the checksum of each', () => {
  const entries = [{ name: 'x', data: Buffer.from('123456789') }]
  const archive = Buffer.from(zip(entries))
  expect(archive.equals(Buffer.from(zip(entries)))).toBe(true)
  // The check value of CRC-32.
  expect(crc32('123456789')).toBe(0xcbf43926)
  expect(archive.readUInt32LE(14)).toBe(0xcbf43926)
})

it('without entries is an empty archive', () => {
  expect(unzip(zip([]))).toEqual([])
})
