import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'

const port = z.number().int().min(0).max(65_535)

/** RFC 8555. */
const acme = z.strictObject({
  kind: z.literal('acme'),
  /** The ACME server's directory (RFC 8555 §7.1.1). */
  directory: z.url(),
  /** Names under which the gateway is reached: what the server checks. */
  names: z.array(z.string().min(1).max(253)).min(1).max(16),
  contact: z.email().nullable().default(null),
  /** PEM file, relative to the node's home, by which the ACME server's own certificate is judged; null: the machine's roots. */
  ca: z.string().nullable().default(null),
  /** Where http-01 challenges are answered while an order is under way. */
  challenge: z.strictObject({ host: z.string(), port }).default({ host: '0.0.0.0', port: 80 }),
})

/** docs/spec/renewal.md. */
const authority = z.strictObject({
  kind: z.literal('authority'),
  /** Public face of the own state's authority. */
  url: z.url(),
})

/** How the certificate of the link is renewed before it expires. Without it, whoever replaces `tls.crt` does. */
const renewal = z.discriminatedUnion('kind', [acme, authority])

/** `node.json`. Unknown keys are refused. Paths are relative to the node's home. */
export const NodeConfigSchema = z.strictObject({
  node: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  federation: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  instance: z.string().min(1).max(16),
  gateway: z.string().min(1).max(512),
  listen: z.strictObject({ host: z.string(), http: port, https: port, link: port, admin: port }),
  database: z.strictObject({ host: z.string(), port, user: z.string(), password: z.string(), database: z.string() }),
  directory: z.strictObject({ mirrors: z.array(z.url()).min(1), root: z.string().default('root.json') }),
  keys: z.string().default('keys'),
  renewal: renewal.optional(),
  /** One slot a node or worker process that shares the database. */
  slot: z
    .string()
    .regex(/^[0-9]{1,4}$/)
    .default('1'),
  /** Spelling of X-Road's fault codes: up to 7.7, or from 7.8. */
  faultCodes: z.enum(['classic', 'modern']).default('classic'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Where X-Rabt-Error-Doc points. */
  errorDocs: z.string().default('docs/reference/errors.md'),
  /** Seconds between looks for a newer directory. */
  directoryRefreshSeconds: z.number().int().min(1).max(3600).default(15),
  /** How long the directory lists a next key before it is used: longer than any peer takes to fetch a directory. */
  keySettleSeconds: z.number().int().min(1).max(86_400).default(60),
})

export type NodeConfig = z.infer<typeof NodeConfigSchema> & { readonly home: string }

/** Environment that overrides `node.json`: `RABT_LOG_LEVEL`, `RABT_FAULT_CODES`, `RABT_DATABASE_PASSWORD`. */
const OVERRIDES: readonly (readonly [
  variable: string,
  apply: (config: Record<string, unknown>, value: string) => void,
])[] = [
  ['RABT_LOG_LEVEL', (config, value) => Object.assign(config, { logLevel: value })],
  ['RABT_FAULT_CODES', (config, value) => Object.assign(config, { faultCodes: value })],
  [
    'RABT_DATABASE_PASSWORD',
    (config, value) => Object.assign(config, { database: { ...(config.database as object), password: value } }),
  ],
]

/** Reads and checks a node's configuration. @throws RabtError CONFIGURATION_INVALID naming the fields, never their values. */
export async function readConfig(
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<NodeConfig> {
  const file = join(home, 'node.json')
  let raw: unknown
  try {
    raw = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new RabtError('CONFIGURATION_INVALID', { field: 'node.json' }, { detail: 'node.json cannot be read', cause })
  }
  if (typeof raw !== 'object' || raw === null) throw new RabtError('CONFIGURATION_INVALID', { field: 'node.json' })
  for (const [variable, apply] of OVERRIDES) {
    const value = environment[variable]
    if (value !== undefined) apply(raw as Record<string, unknown>, value)
  }
  const parsed = NodeConfigSchema.safeParse(raw)
  if (!parsed.success) {
    const field = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.code}`).join(', ')
    throw new RabtError('CONFIGURATION_INVALID', { field })
  }
  return { ...parsed.data, home: resolve(home) }
}
