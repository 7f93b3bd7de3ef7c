import { randomUUID } from 'node:crypto'
import type { AskState } from '@rabt/portal/harvest'

/** Asks the sample systems themselves: no gateway, no signature, no record. */
export function directAsk(agencies: string): AskState {
  return async (state, path, etag) => {
    const response = await fetch(`${agencies}/${state.toLowerCase()}/portal/content${path}`, {
      headers: etag === null ? {} : { 'if-none-match': etag },
    })
    return {
      status: response.status,
      body: Buffer.from(await response.arrayBuffer()),
      etag: response.headers.get('etag'),
      requestId: randomUUID(),
      requestHash: null,
    }
  }
}
