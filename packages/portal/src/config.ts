import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { TENANTS, tenant } from './record/common.ts'
import { identitySetting } from './staff/sign-in/provider.ts'

const port = z.int().min(1).max(65_535)
const ORIGIN = /^https?:\/\/[^/?#]+$/

/** `portal.json`. Unknown keys are refused. Paths are relative to its folder. */
export const portalConfig = z.strictObject({
  listen: z.strictObject({ host: z.string(), port }),
  /** Origin that readers see. */
  baseUrl: z.string().regex(ORIGIN),
  database: z.strictObject({ host: z.string(), port, database: z.string(), user: z.string(), password: z.string() }),
  /** The General Secretariat's node, of which the portal is a system. */
  node: z.strictObject({
    /** Consumer edge. */
    edge: z.string().regex(ORIGIN),
    admin: z.strictObject({ url: z.string().regex(ORIGIN), tokenFile: z.string(), caFile: z.string() }),
    /** The root that evidence is verified against. */
    rootFile: z.string(),
  }),
  harvest: z
    .strictObject({
      states: z.array(tenant).default(TENANTS.filter((code) => code !== 'GCC')),
      everySeconds: z.number().min(0.1).max(86_400).default(60),
      timeoutSeconds: z.number().min(1).max(120).default(30),
    })
    .prefault({}),
  /** How often each service on the network is asked whether it answers. */
  readiness: z.strictObject({ everySeconds: z.number().min(0.1).max(3_600).default(20) }).prefault({}),
  /** The decision by which a portal that begins opens everything for trial; without it nothing is shown until somebody decides. */
  launch: z.strictObject({ number: z.string().min(1).max(40), on: z.iso.date() }).optional(),
  /** Where the staff of each tenant signs in. */
  identities: z.array(identitySetting).default([]),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type PortalConfig = z.infer<typeof portalConfig> & { readonly home: string }

/** The file is missing, or what stands in it is not right; names fields, never values. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/** Reads and checks `<home>/portal.json`. @throws ConfigurationError */
export async function readPortalConfig(home: string): Promise<PortalConfig> {
  let raw: unknown
  try {
    raw = JSON.parse(await readFile(join(home, 'portal.json'), 'utf8'))
  } catch {
    throw new ConfigurationError(`portal.json of ${home} cannot be read · تعذرت قراءة portal.json`)
  }
  const read = portalConfig.safeParse(raw)
  if (read.success) return { ...read.data, home: resolve(home) }
  const fields = read.error.issues.map(
    (issue) => `${[...issue.path, ...('keys' in issue ? issue.keys : [])].join('.') || '(top)'}: ${issue.code}`,
  )
  throw new ConfigurationError(`portal.json: ${fields.join(', ')} · حقول غير صحيحة في portal.json`)
}
