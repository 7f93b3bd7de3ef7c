import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificates } from './certificates.ts'
import type { Chain } from './chain.ts'
import type { ChainPorts } from './ports.ts'
import { type Program, startProgram } from './program.ts'

/** The same two hops with Caddy, a process each; HTTP/1.1 between them, which is faster here than its HTTP/2. */
export async function startCaddyChain(
  workDir: string,
  ports: ChainPorts,
  certificates: Certificates,
): Promise<Chain & Program> {
  const { ca, consumer, provider } = certificates
  const second = await startCaddy(
    workDir,
    'caddy-provider',
    `https://localhost:${ports.caddyProvider} {
  bind 127.0.0.1
  tls ${provider.certificate} ${provider.key} {
    protocols tls1.3
    client_auth {
      mode require_and_verify
      trusted_ca_cert_file ${ca}
    }
  }
  reverse_proxy http://127.0.0.1:${ports.service} {
    transport http {
      keepalive_idle_conns_per_host 256
    }
  }
}`,
  )
  const first = await startCaddy(
    workDir,
    'caddy-consumer',
    `http://127.0.0.1:${ports.caddyConsumer} {
  bind 127.0.0.1
  reverse_proxy https://127.0.0.1:${ports.caddyProvider} {
    header_up Host localhost:${ports.caddyProvider}
    transport http {
      tls_client_auth ${consumer.certificate} ${consumer.key}
      tls_trusted_ca_certs ${ca}
      tls_server_name localhost
      keepalive_idle_conns_per_host 256
      versions 1.1
    }
  }
}`,
  ).catch(async (error: unknown) => {
    await second.stop()
    throw error
  })
  return {
    name: 'caddy',
    url: `http://127.0.0.1:${ports.caddyConsumer}`,
    pid: first.pid,
    failure: () => first.failure() ?? second.failure(),
    pids: () => ({ consumer: first.pid, provider: second.pid }),
    stop: async () => {
      await Promise.all([first.stop(), second.stop()])
    },
  }
}

function startCaddy(workDir: string, name: string, site: string): Promise<Program> {
  const dir = join(workDir, name)
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'Caddyfile')
  const global = `{
  admin off
  auto_https off
  storage file_system ${join(dir, 'storage')}
  log {
    level ERROR
  }
}`
  writeFileSync(file, `${global}\n${site}\n`)
  // Caddy makes directories in the home of whoever runs it, unless told otherwise.
  const home = { HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir }
  return startProgram(workDir, name, 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'], home)
}
