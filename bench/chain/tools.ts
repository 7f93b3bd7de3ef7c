import { spawnSync } from 'node:child_process'

/** Version of each outside program found on this machine; undefined: it is not there. */
export interface Tools {
  readonly wrk: string | undefined
  readonly nginx: string | undefined
  readonly caddy: string | undefined
}

const HOW_TO_INSTALL: Readonly<Record<keyof Tools, string>> = {
  wrk: 'wrk is not here, so a slower load loop of our own is used. Debian: apt-get install wrk',
  nginx:
    'nginx is not here: nothing is compared with it, and the service is a slower one of Node. Debian: apt-get install nginx-light',
  caddy: 'caddy is not here, so nothing is compared with it. Debian: apt-get install caddy',
}

export function findTools(): Tools {
  return {
    wrk: version('wrk', ['-v'], /wrk (?:debian\/)?(\S+)/),
    nginx: version('nginx', ['-v'], /nginx\/(\S+)/),
    caddy: version('caddy', ['version'], /^v?(\d\S*)/),
  }
}

export function missing(tools: Tools): readonly string[] {
  return (Object.keys(HOW_TO_INSTALL) as (keyof Tools)[])
    .filter((name) => tools[name] === undefined)
    .map((name) => HOW_TO_INSTALL[name])
}

/** Debian keeps nginx where only root's PATH looks. */
export const SEARCH_PATH = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`

/** wrk says its version with exit code 1, and whoever builds Caddy may leave it without one. */
function version(command: string, args: readonly string[], pattern: RegExp): string | undefined {
  const env = { ...process.env, PATH: SEARCH_PATH }
  const { stdout, stderr, error, status } = spawnSync(command, args, { encoding: 'utf8', env, timeout: 10_000 })
  if (error !== undefined) return undefined
  return pattern.exec(stdout + stderr)?.[1] ?? (status === 0 ? 'unknown' : undefined)
}
