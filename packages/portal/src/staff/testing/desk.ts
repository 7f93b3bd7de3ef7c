import type { Actor, StaffRole } from '../../content/in-tenant.ts'
import { createTestSchema } from '../../database/test-schema.ts'
import type { Tenant } from '../../record/common.ts'
import { staffApp } from '../app.tsx'
import { beginSession } from '../sign-in/session.ts'

export const ORIGIN = 'http://127.0.0.1:8000'

/** Staff pages on a database of their own, and people who are signed in. */
export async function openDesk() {
  const schema = await createTestSchema()
  const failures: unknown[] = []
  let now = Date.UTC(2026, 0, 1)
  const app = staffApp({
    staff: schema.pools.staff,
    worker: schema.pools.worker,
    clock: () => now,
    baseUrl: ORIGIN,
    identities: new Map(),
    failed: (error) => failures.push(error),
  })

  const signIn = async (person: string, roles: readonly StaffRole[], tenant: Tenant = 'KW') => {
    const actor: Actor = { tenant, person: `${tenant}:${person}`, roles }
    const secret = await beginSession(
      schema.pools.staff,
      { ...actor, name: `Name of ${person}` },
      undefined,
      new Date(now),
    )
    const headers = { cookie: `rabt-staff=${secret}` }
    const get = (path: string) => app.request(ORIGIN + path, { headers })
    let csrf = ''
    const send = async (path: string, fields: Readonly<Record<string, string | Blob>>, origin = ORIGIN) => {
      csrf ||= hiddenIn(await (await get('/ar/staff/account')).text(), 'csrf')
      const body = new FormData()
      for (const [name, value] of Object.entries({ csrf, ...fields })) body.append(name, value)
      return app.request(ORIGIN + path, { method: 'POST', headers: { ...headers, origin }, body })
    }
    return { actor, get, send, text: async (path: string) => (await get(path)).text() }
  }
  return {
    schema,
    app,
    failures,
    signIn,
    later: (seconds: number) => {
      now += seconds * 1_000
    },
    close: () => schema.drop(),
  }
}

/** The value of a hidden field in a page. */
export function hiddenIn(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
}
