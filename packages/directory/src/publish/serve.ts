import type { Fetch } from '../client/mirror.ts'
import type { Repository } from './repository.ts'

/**
 * A `fetch` that reads a repository without a network: for the node that holds the repository itself. URLs begin with
 * `base`; the rest is the file's name.
 */
export const repositoryFetch =
  (repository: Repository, base: string): Fetch =>
  async (url) => {
    const prefix = `${base.replace(/\/+$/, '')}/`
    const bytes = url.startsWith(prefix) ? await repository.read(url.slice(prefix.length)) : null
    return bytes === null ? new Response(null, { status: 404 }) : new Response(Buffer.from(bytes), { status: 200 })
  }
