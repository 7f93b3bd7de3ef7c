import { integerArray, uuidArray } from './binary-array.ts'
import type { IndexRow } from './index-rows.ts'

/** Lane of the entry that a row answers, by the row's place; null: it answers nothing, or nothing that is held. */
export type CallLanes = readonly (number | null)[]

/** Strings stand once in $1; the columns hold their places in it. */
const INSERT = `INSERT INTO entry_index (lane, index, id, kind, sender, receiver, service, created, deadline, status, outcome, call_lane, call_index)
  SELECT $2, r.index, r.id, r.kind, n.names[r.sender], n.names[r.receiver], n.names[r.service], r.created, r.deadline, r.status,
    n.names[r.outcome], r.call_lane, r.call_index
  FROM (SELECT $1::text[] AS names) n, unnest($3::bigint[], $4::uuid[], $5::smallint[], $6::int[], $7::int[], $8::int[], $9::bigint[], $10::bigint[], $11::smallint[], $12::int[], $13::int[], $14::bigint[])
    AS r(index, id, kind, sender, receiver, service, created, deadline, status, outcome, call_lane, call_index)`

/** The statement that adds rows of one lane to the search index. */
export function indexStatement(
  lane: number,
  rows: readonly IndexRow[],
  callLanes: CallLanes,
): { name: string; text: string; values: unknown[] } {
  const names = new Map<string, number>()
  const place = (name: string | null): number | null => {
    if (name === null) return null
    const known = names.get(name)
    if (known !== undefined) return known
    names.set(name, names.size + 1)
    return names.size
  }
  const int = (value: (row: IndexRow, at: number) => number | null) => integerArray('integer', rows.map(value))
  const bigint = (value: (row: IndexRow, at: number) => number | null) => integerArray('bigint', rows.map(value))
  const smallint = (value: (row: IndexRow) => number | null) => integerArray('smallint', rows.map(value))
  const columns = [
    bigint((row) => row.index),
    uuidArray(rows.map((row) => row.entry.id)),
    smallint((row) => row.entry.kind),
    int((row) => place(row.entry.sender)),
    int((row) => place(row.entry.receiver)),
    int((row) => place(row.entry.service)),
    bigint((row) => row.entry.created),
    bigint((row) => row.entry.deadline),
    smallint((row) => row.entry.status),
    int((row) => place(row.outcome)),
    int((_, at) => callLanes[at] ?? null),
    bigint((row) => row.answers?.index ?? null),
  ]
  return { name: 'index-insert', text: INSERT, values: [[...names.keys()].map(storable), lane, ...columns] }
}

/** PostgreSQL's text holds no NUL, and a peer may send one. */
const storable = (name: string): string => name.replaceAll('\0', '\ufffd')
