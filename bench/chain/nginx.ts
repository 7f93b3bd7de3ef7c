import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificates } from './certificates.ts'
import type { Chain } from './chain.ts'
import type { ChainPorts } from './ports.ts'
import { type Program, startProgram } from './program.ts'

/** Idle connections that each hop keeps to the next: more than the load ever opens. */
const KEPT = 256

/**
 * Two nginx, as an operator would set them between two states without Rabt: HTTP in, TLS 1.3 with both certificates between
 * them, HTTP to the service; connections kept at each hop, no access log, one worker each (as our gateways are one process each).
 */
export async function startNginxChain(
  workDir: string,
  ports: ChainPorts,
  certificates: Certificates,
): Promise<Chain & Program> {
  const { ca, consumer, provider } = certificates
  const second = await startNginx(
    workDir,
    'nginx-provider',
    `${upstream(ports.service)}
  server {
    listen 127.0.0.1:${ports.nginxProvider} ssl backlog=1024;
    ssl_certificate ${provider.certificate};
    ssl_certificate_key ${provider.key};
    ssl_protocols TLSv1.3;
    ssl_verify_client on;
    ssl_client_certificate ${ca};
    location / { proxy_pass http://next; }
  }`,
  )
  const first = await startNginx(
    workDir,
    'nginx-consumer',
    `${upstream(ports.nginxProvider)}
  server {
    listen 127.0.0.1:${ports.nginxConsumer} backlog=1024;
    proxy_ssl_protocols TLSv1.3;
    proxy_ssl_certificate ${consumer.certificate};
    proxy_ssl_certificate_key ${consumer.key};
    proxy_ssl_verify on;
    proxy_ssl_trusted_certificate ${ca};
    proxy_ssl_name localhost;
    proxy_ssl_server_name on;
    location / { proxy_pass https://next; }
  }`,
  ).catch(async (error: unknown) => {
    await second.stop()
    throw error
  })
  return {
    name: 'nginx',
    url: `http://127.0.0.1:${ports.nginxConsumer}`,
    pid: first.pid,
    failure: () => first.failure() ?? second.failure(),
    pids: () => ({ consumer: first.pid, provider: second.pid }),
    stop: async () => {
      await Promise.all([first.stop(), second.stop()])
    },
  }
}

function upstream(port: number): string {
  return `  upstream next { server 127.0.0.1:${port}; keepalive ${KEPT}; keepalive_requests 1000000000; }`
}

/** Starts one nginx in the foreground under `workDir` with the given content of its `http` block. */
export function startNginx(workDir: string, name: string, http: string): Promise<Program> {
  const dir = join(workDir, name)
  mkdirSync(dir, { recursive: true })
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${join(dir, kind)};`,
  )
  const file = join(dir, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off;
worker_processes 1;
pid ${join(dir, 'nginx.pid')};
error_log ${join(dir, 'error.log')} crit;
events { worker_connections 2048; }
http {
  access_log off;
  keepalive_timeout 300s;
  keepalive_requests 1000000000;
  client_body_buffer_size 16k;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
${temporary.join('\n')}
${http}
}
`,
  )
  return startProgram(workDir, name, 'nginx', ['-c', file])
}
