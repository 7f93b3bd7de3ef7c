import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface FullDatabase {
  readonly port: number
  /** From now on whatever writes is answered as PostgreSQL does on a full disk: SQLSTATE 53100, disk_full. */
  full: boolean
  /** Statements that were refused so. */
  readonly refused: number
  close(): Promise<void>
}

const WRITES = /\b(?:INSERT|UPDATE|DELETE)\b/i
const HEADER = 5

/** Stands before PostgreSQL and speaks enough of its protocol (version 3, §54.7 of its manual) to refuse statements that write. */
export async function startFullDatabase(port: number): Promise<FullDatabase> {
  const sockets = new Set<Socket>()
  const state = { full: false, refused: 0 }
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.once('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    far.on('data', (bytes) => near.write(bytes))
    const take = groups((group, writes) => {
      if (!state.full || !writes) far.write(group)
      else {
        state.refused++
        near.write(DISK_FULL)
      }
    })
    near.on('data', take)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  })
}

/** Cuts what a client sends into what is answered together: a simple query, or everything up to a Sync. */
function groups(done: (group: Buffer, writes: boolean) => void): (chunk: Buffer) => void {
  const prepared = new Map<string, string>()
  let started = false
  let waiting: Buffer = Buffer.alloc(0)
  let group: Buffer[] = []
  let writes = false
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk])
    for (;;) {
      // The first message has no type.
      const skipped = started ? 1 : 0
      if (waiting.length < HEADER) return
      const length = waiting.readUInt32BE(skipped) + skipped
      if (waiting.length < length) return
      const message = waiting.subarray(0, length)
      waiting = waiting.subarray(length)
      const type = started ? String.fromCharCode(message[0] as number) : ''
      started = true
      group.push(message)
      if (WRITES.test(statementOf(type, message, prepared))) writes = true
      if (type === 'P' || type === 'B' || type === 'D' || type === 'E') continue
      done(Buffer.concat(group), writes)
      group = []
      writes = false
    }
  }
}

/** Text of the statement that a message parses, binds or runs. */
function statementOf(type: string, message: Buffer, prepared: Map<string, string>): string {
  const strings = message.subarray(HEADER).toString('latin1').split('\0')
  if (type === 'Q') return strings[0] ?? ''
  if (type === 'P') prepared.set(strings[0] ?? '', strings[1] ?? '')
  // Bind names the portal, then the statement.
  return type === 'B' ? (prepared.get(strings[1] ?? '') ?? '') : ''
}

function message(type: string, content: string): Buffer {
  const bytes = Buffer.alloc(HEADER + content.length)
  bytes.write(type, 0, 'latin1')
  bytes.writeUInt32BE(4 + content.length, 1)
  bytes.write(content, HEADER, 'latin1')
  return bytes
}

const DISK_FULL = Buffer.concat([
  message('E', 'SERROR\0VERROR\0C53100\0Mcould not extend file: No space left on device\0\0'),
  message('Z', 'I'),
])
