import type { Entry } from '../../src/index.ts'

// Values that the vectors share. Byte strings are recognisable: one repeated byte, except ids.

export const fill = (length: number, byte: number): Buffer => Buffer.alloc(length, byte)

export const ORIGIN = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/0.1790000000000.0011223344556677'
export const BULK_ORIGIN = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/0b.1790000000001.8899aabbccddeeff'
export const DIRECTORY = { number: 42, hash: fill(32, 0xd1) }
const EMPTY_ROOT = Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex')

export const LANES = [
  { origin: ORIGIN, size: 70_000, root: fill(32, 0x50) },
  { origin: BULK_ORIGIN, size: 0, root: EMPTY_ROOT },
]
export const SLOTS = [
  { slot: '0', epoch: 1_790_000_000_000, random: Buffer.from('0011223344556677', 'hex') },
  { slot: '0b', epoch: 1_790_000_000_001, random: Buffer.from('8899aabbccddeeff', 'hex') },
]

/** A request without body: 2026-09-21T14:13:20Z. */
export const REQUEST: Entry = {
  id: Buffer.from('01a0c4506c007aaabbbbbbbbbbbbbbbb', 'hex'),
  created: 1_790_000_000_000,
  deadline: 1_790_000_060_000,
  salt: fill(16, 0x0a),
  head: { size: 231, digest: fill(32, 0x1e) },
  body: null,
  correlation: null,
  status: null,
  outcome: null,
  idempotency: null,
  control: null,
  kind: 1,
  sender: 'KW/GOV/MOI/traffic',
  receiver: 'QA/GOV/MOI/traffic',
  directory: DIRECTORY,
  service: 'violations',
  method: 'GET',
  agreement: null,
  extra: null,
}

export const CONTROL: Entry = {
  ...REQUEST,
  head: null,
  kind: 6,
  sender: 'KW/GOV/EGOV/gw1',
  receiver: 'QA/GOV/EGOV/gw1',
  service: null,
  method: null,
}
