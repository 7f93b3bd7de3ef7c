import type { Code, Network } from './network.ts'

interface Row {
  readonly origin: string
  readonly first: string
  readonly count: number
  readonly digest: string
}

/** Batches of the lanes that `writer` writes to `reader`, as `holder` holds them: `origin first count SHA-256`. */
async function batches(network: Network, writer: Code, reader: Code, holder: Code): Promise<string[]> {
  const rows = await network.query<Row>(
    holder,
    `SELECT l.origin, b.first, b.count, encode(sha256(b.bytes), 'hex') AS digest
     FROM lane l JOIN batch b ON b.lane = l.id WHERE l.own = $1 AND l.peer = $2 ORDER BY l.origin, b.first`,
    [holder === writer, `${holder === writer ? reader : writer}/GOV/EGOV/gw1`],
  )
  return rows.map(({ origin, first, count, digest }) => `${origin} ${first} ${count} ${digest}`)
}

/** Compares the two copies of every lane between two states. @returns the number of batches compared; throws while they differ */
export async function compareLanes(network: Network, one: Code, other: Code): Promise<number> {
  let compared = 0
  for (const [writer, reader] of [
    [one, other],
    [other, one],
  ] as const) {
    const [own, copy] = [await batches(network, writer, reader, writer), await batches(network, writer, reader, reader)]
    const at = own.findIndex((line, index) => line !== copy[index])
    if (at >= 0 || own.length !== copy.length) {
      throw new Error(
        `${writer} to ${reader}: ${own.length} and ${copy.length} batches, first difference at ${at}: ${own[at]}, ${copy[at]}`,
      )
    }
    compared += own.length
  }
  return compared
}
