import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export interface Traffic {
  readonly requests: number
  readonly bytes: number
}

export interface Mirror {
  readonly url: string
  /** Since the last time that it was asked. */
  traffic(): Promise<Traffic>
  close(): Promise<void>
}

/** Serves a repository on loopback from another thread, so that its work is not counted with the client's. */
export async function startMirror(files: ReadonlyMap<string, Uint8Array>): Promise<Mirror> {
  const worker = new Worker(new URL('./serve.ts', import.meta.url), { workerData: { files } })
  const [port] = (await once(worker, 'message')) as [number]
  return {
    url: `http://127.0.0.1:${port}`,
    traffic: async () => {
      worker.postMessage(null)
      return ((await once(worker, 'message')) as [Traffic])[0]
    },
    close: async () => {
      await worker.terminate()
    },
  }
}
