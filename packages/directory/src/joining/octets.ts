import { connect } from 'node:net'

/** Sends each of them to a port on a connection of its own; true if the port ended every one before the signal. */
export async function sendOctets(
  address: { readonly host: string; readonly port: number },
  octets: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<boolean> {
  const outcomes = await Promise.all(octets.map((each) => isEnded(address, each, signal)))
  return outcomes.every(Boolean)
}

function isEnded(
  address: { readonly host: string; readonly port: number },
  octets: Uint8Array,
  signal: AbortSignal,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(address)
  let sent = false
  const aborted = (): void => {
    resolve(false)
    socket.destroy()
  }
  signal.addEventListener('abort', aborted, { once: true })
  socket.once('connect', () => {
    sent = true
    socket.write(octets)
  })
  socket.resume()
  socket.on('error', () => socket.destroy())
  socket.once('close', () => {
    signal.removeEventListener('abort', aborted)
    resolve(sent)
  })
  return promise
}
