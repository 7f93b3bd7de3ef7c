import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from './say.mjs'

/**
 * Runs `work` while no other start of this copy installs. The lock is a listening socket named for the folder: the
 * system frees it when its holder ends, however it ends, and those who wait are told by their connection closing.
 */
export async function withInstallLock(root, work) {
  const address = addressOf(root)
  let server = await take(address)
  if (server === undefined) {
    say.info('another start is installing the packages; waiting for it …', 'تشغيل آخر يثبّت الحزم؛ بانتظاره …')
    do {
      await released(address)
      server = await take(address)
    } while (server === undefined)
  }
  try {
    await work()
  } finally {
    server.release()
  }
}

/** Linux: an abstract socket, which leaves no file. Elsewhere: a socket file, or a named pipe. */
function addressOf(root) {
  const name = `rabt-install-${createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 32)}`
  if (process.platform === 'linux') return `\0${name}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}

function take(address) {
  return new Promise((done, fail) => {
    const waiting = new Set()
    const server = createServer((socket) => {
      waiting.add(socket)
      socket.on('error', () => {}).on('close', () => waiting.delete(socket))
    })
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? done(undefined) : fail(error)))
    server.listen(address, () => {
      server.unref()
      done({
        release() {
          server.close()
          for (const socket of waiting) socket.destroy()
        },
      })
    })
  })
}

function released(address) {
  return new Promise((done) => {
    const socket = connect(address)
    // A socket file whose holder was killed refuses connections: it is nobody's.
    socket.once('error', (error) => {
      if (error.code === 'ECONNREFUSED' && !address.startsWith('\0')) rmSync(address, { force: true })
    })
    socket.once('close', done)
    socket.resume()
  })
}
