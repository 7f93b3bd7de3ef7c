import { spawn } from 'node:child_process'

/**
 * Rows that a program of the bench measures in a process of its own, so that nothing else of this one is counted: it writes them to its
 * standard output as JSON. Rejects when it fails.
 */
export function measureInOwnProcess<Rows>(program: string, args: readonly string[]): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as Rows)
      else reject(new Error(`${program} ended with ${code}`))
    })
  })
}
