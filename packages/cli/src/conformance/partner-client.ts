import { type CheckResult, type Signer, signRunRequest } from '@rabt/directory'
import { CATALOGUE, type ErrorCode } from '@rabt/protocol'
import { CliError } from '../error.ts'
import { connectionError } from '../http/connection-error.ts'

/** What an authority says of itself before a run. */
export interface Greeting {
  readonly state: string
  readonly gateway: string
  readonly software: string
  /** Unix ms. */
  readonly now: number
  readonly challenge: string
}

const ASK_MS = 10_000
/** The longest act: a series of calls through a link that is cut. */
const ACT_MS = 35_000

/** The public face of an authority for conformance runs (docs/spec/conformance.md §4). Throws CliError. */
export class PartnerClient {
  readonly #base: URL
  #run: { readonly id: string; readonly token: string } | null = null

  /** `authority`: address of the public face. */
  constructor(authority: URL) {
    this.#base = new URL('/conformance/v1/', authority)
  }

  get run(): string {
    if (this.#run === null) throw new TypeError('no run has begun')
    return this.#run.id
  }

  greet(): Promise<Greeting> {
    return this.#ask('GET', 'challenge') as Promise<Greeting>
  }

  /** Asks for a run with the state's signature. */
  async begin(state: string, { state: partner, challenge }: Greeting, signer: Signer): Promise<void> {
    const body = await signRunRequest({ state, partner, challenge }, signer)
    const { run, token } = (await this.#ask('POST', 'runs', body)) as { readonly run: string; readonly token: string }
    this.#run = { id: run, token }
  }

  /** One act of the partner, by name; what it saw is in `results`. */
  act<T = { readonly results: readonly CheckResult[] }>(name: string, body: object = {}): Promise<T> {
    return this.#ask('POST', `runs/${this.run}/acts/${name}`, Buffer.from(JSON.stringify(body)), ACT_MS) as Promise<T>
  }

  /** Hands in the report with the own signature; answers it with both. */
  async report(half: Uint8Array): Promise<Uint8Array> {
    return this.#send('POST', `runs/${this.run}/report`, half, ASK_MS)
  }

  async end(): Promise<void> {
    if (this.#run !== null) await this.#send('DELETE', `runs/${this.run}`, undefined, ASK_MS)
    this.#run = null
  }

  /** How often the echo ran each call of a series. */
  async counts(series: string): Promise<Readonly<Record<string, number>>> {
    const { counts } = (await this.#ask('GET', `echo/counts/${series}`)) as { counts: Record<string, number> }
    return counts
  }

  /** Reports of a state that this authority keeps, the newest first. */
  async reportsOf(state?: string): Promise<readonly { readonly digest: string; readonly state: string }[]> {
    const answer = await this.#ask('GET', state === undefined ? 'reports' : `reports?state=${state}`)
    return (answer as { readonly reports: readonly { readonly digest: string; readonly state: string }[] }).reports
  }

  reportBytes(digest: string): Promise<Uint8Array> {
    return this.#send('GET', `reports/${digest}`, undefined, ASK_MS)
  }

  /** Gives a whole report to an authority, so that its board shows it. */
  async keep(report: Uint8Array): Promise<void> {
    await this.#send('POST', 'reports', report, ASK_MS)
  }

  async #ask(method: string, path: string, body?: Uint8Array, ms = ASK_MS): Promise<unknown> {
    const bytes = await this.#send(method, path, body, ms)
    try {
      return JSON.parse(Buffer.from(bytes).toString('utf8'))
    } catch {
      throw strange(this.#base, 'JSON')
    }
  }

  async #send(method: string, path: string, body: Uint8Array | undefined, ms: number): Promise<Uint8Array> {
    const url = new URL(path, this.#base)
    const response = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(ms),
      headers: {
        'content-type': 'application/json',
        ...(this.#run === null ? {} : { authorization: `Bearer ${this.#run.token}` }),
      },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    }).catch((error: unknown) => {
      throw connectionError(error instanceof Error ? (error.cause ?? error) : error, url)
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.ok) return bytes
    throw problemOf(bytes) ?? strange(url, String(response.status))
  }
}

function problemOf(bytes: Uint8Array): CliError | null {
  try {
    const { code, message } = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (typeof code !== 'string' || typeof message?.ar !== 'string' || typeof message?.en !== 'string') return null
    const side = Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as ErrorCode].side : undefined
    return new CliError(code, { ar: message.ar, en: message.en }, side === undefined ? {} : { side })
  } catch {
    return null
  }
}

function strange(url: URL, what: string): CliError {
  return new CliError('GATEWAY', {
    en: `The authority at ${url.host} did not answer as it should (${what}). Ask its operator.`,
    ar: `لم تجب الهيئة على ${url.host} كما ينبغي (${what}). اسأل مشغّلها.`,
  })
}
