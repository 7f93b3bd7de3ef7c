import { connect } from 'node:net'

/** Sends octets on a plain connection; what came until the other side closed. */
export function sendOctets(port: number, octets: string | Uint8Array, withinMs = 20_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const received: Buffer[] = []
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`the connection stayed open for ${withinMs} ms`))
    }, withinMs)
    socket.on('data', (chunk) => received.push(chunk))
    // A reset is an end too: what matters is what came before it.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(Buffer.concat(received).toString('latin1'))
    })
    socket.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets)
  })
}
