import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Layout } from '../ceremony/layout.ts'
import { agenciesPort, identityPort, nodePorts, portalPort, postgresPort } from '../federation/ports.ts'
import { SERVICES, serviceId, subsystemId } from '../federation/services.ts'
import { PARTIES, type Party, type PartyCode, PILOT, partyOf, type StateCode } from '../federation/states.ts'
import { TestbedError } from '../files/testbed-error.ts'
import { prepareAuthorityHome, prepareNodeHome } from '../node-home/prepare.ts'
import { seedNode } from '../node-home/seed.ts'
import { identityFile, preparePortalHome } from '../portal/prepare.ts'
import { ensureDatabases, ensurePortalDatabase, type NodeDatabase } from '../postgres/database.ts'
import { findPostmaster } from '../postgres/postmaster.ts'
import { type SupervisedChild, startChild } from '../supervise/child.ts'
import { refuseTakenPorts } from '../supervise/port-taken.ts'
import { prepareDirectory, renewCertificates, type Stage } from './directory.ts'
import { type GuardedPostgres, guardPostgres } from './guard-postgres.ts'
import { openHome } from './home.ts'
import { GATEWAY_OPTIONS, PORTAL_OPTIONS, PROGRAMS, RELEASE } from './programs.ts'
import { answersOk, waitUntil } from './wait.ts'
import { compileGateway } from './warm.ts'

export interface FederationOptions {
  /** Made if it is not there. */
  readonly home: string
  readonly portBase: number
  /** Whose nodes run; default the three pilot states. */
  readonly states?: readonly PartyCode[]
  /** Which states are live from the founding on; default the three pilot states. A home that is founded stays as it is. */
  readonly live?: readonly StateCode[]
  readonly fresh?: boolean
  /** Of every gateway that is made, as in its `node.json`; a gateway that is there keeps its own. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Whether the portal runs as well, and its staff's sample identity providers; default not. */
  readonly portal?: boolean
  /** Where a line for the person at the terminal goes; default nowhere. */
  readonly report?: (english: string, arabic: string) => void
  /** Stops a start under way. */
  readonly signal?: AbortSignal
  /** Unix ms, for certificates and signatures of the directory. */
  readonly clock?: () => number
}

export interface RunningNode {
  readonly code: PartyCode
  /** At this start, as the directory says; null of the General Secretariat, which is no state. */
  readonly stage: Stage | null
  readonly dir: string
  readonly http: string
  readonly https: string
  readonly link: string
  readonly admin: string
  readonly authority: string
  /** The authority's own admin API. */
  readonly authorityAdmin: string
  readonly adminToken: string
  /** PEM of the state's CA. */
  readonly caFile: string
  readonly logFile: string
  readonly database: NodeDatabase & { readonly host: string; readonly port: number }
  pid(): number | undefined
}

export interface RunningFederation {
  readonly home: string
  /** The trusted root that `rabt verify --root` takes. */
  readonly rootFile: string
  /** By code in lower case. */
  readonly nodes: Readonly<Record<string, RunningNode>>
  readonly agencies: string
  /** Address of the portal, if it runs. */
  readonly portal: string | null
  readonly postgres: GuardedPostgres
  /** SIGKILL of a node, of `authorities` or of `agencies`; the supervisor starts it again at once unless `hold`. */
  kill(code: string, options?: { readonly hold?: boolean }): Promise<void>
  /** Starts a held child and, if it is a node, waits until it can exchange. */
  restart(code: string): Promise<void>
  /** Nodes drain, then the agencies and authorities, then PostgreSQL; within 15 s. */
  stop(): Promise<void>
}

const READY_WITHIN_MS = 60_000
/** It harvests six states first. */
const PORTAL_READY_WITHIN_MS = 180_000
const RENEWAL_MS = 3_600_000

/** Starts the federation in its home, founding it the first time, and resolves when two states have exchanged. */
export async function startFederation(options: FederationOptions): Promise<RunningFederation> {
  const { portBase, fresh = false, settings = {}, clock = Date.now, report = () => {} } = options
  const signal = options.signal ?? new AbortController().signal
  const parties = (options.states ?? PILOT).map(partyOf)
  const { at, lock } = await openHome(resolve(options.home), { release: RELEASE, fresh })
  const undo: (() => Promise<void> | void)[] = [() => lock.release()]
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step()
  }
  const say = (english: string): void => report(english, english)

  try {
    await refuseTakenPorts(wantedPorts(at, portBase, parties, options.portal === true))
    const compiled = compileGateway(at)
    undo.push(() => compiled)
    const postgres = await guardPostgres({ dir: at.postgres, port: postgresPort(portBase), report: say })
    undo.push(() => postgres.stop())
    report(
      postgres.adopted ? 'PostgreSQL was still running and is taken over' : 'PostgreSQL runs',
      postgres.adopted ? 'قاعدة PostgreSQL كانت تعمل وتسلّمها المشرف' : 'قاعدة PostgreSQL تعمل',
    )
    signal.throwIfAborted()

    const { host, port } = postgres.connection()
    const [network] = await Promise.all([
      prepareDirectory(at, { portBase, clock, ...(options.live && { live: options.live }) }),
      // PostgreSQL copies its template meanwhile, seven times.
      ensureDatabases(
        postgres.connection(),
        PARTIES.map((party) => prepareAuthorityHome(at, party, { host, port })),
      ),
    ])
    if (network.isNew) report('the founding ceremony was held', 'عُقدت مراسم التأسيس')
    const isLive = ({ code }: Party): boolean => network.stages.get(code) === 'live'
    signal.throwIfAborted()

    const child = (name: string, args: readonly string[], logFile = join(at.logs, `${name}.log`)): SupervisedChild =>
      startChild({ name, args, logFile, runFile: join(at.runs, `${name}.json`), onDeath: say })
    const around = [
      child('authorities', [PROGRAMS.authorities, '--home', at.home, '--port-base', String(portBase)]),
      child('agencies', [PROGRAMS.agencies, '--port', String(agenciesPort(portBase))]),
    ]
    undo.push(async () => void (await Promise.all(around.map((each) => each.stop(2_000)))))
    await waitUntil(() => answersOk(`http://127.0.0.1:${nodePorts(portBase, 'GCC').authority}/healthz`), {
      withinMs: READY_WITHIN_MS,
      signal,
      failed: (last) => notReady('authorities', last, join(at.logs, 'authorities.log')),
    })

    const databases = new Map<string, NodeDatabase>()
    const children = new Map<string, SupervisedChild>()
    undo.push(async () => void (await Promise.all([...children.values()].map((each) => each.stop(10_000)))))
    /** A node that cannot exchange yet says why in /readyz: of it only that it lives is asked. */
    const ready = (party: Party): Promise<void> => {
      const probe = isLive(party) ? 'readyz' : 'healthz'
      return waitUntil(() => answersOk(`http://127.0.0.1:${nodePorts(portBase, party.code).admin}/${probe}`), {
        withinMs: READY_WITHIN_MS,
        signal,
        failed: (last) => notReady(party.code, last, join(at.node(party.code), 'node.log')),
      })
    }
    const run = async (party: Party): Promise<void> => {
      const dir = at.node(party.code)
      const name = party.code.toLowerCase()
      children.set(name, child(name, [...GATEWAY_OPTIONS, PROGRAMS.gateway, '--home', dir], join(dir, 'node.log')))
      await ready(party)
      await seedNode(at, party, portBase, network.moved)
    }
    const runAll = async (group: readonly Party[]): Promise<void> => {
      for (const party of group) {
        databases.set(party.code, prepareNodeHome(at, party, { portBase, database: { host, port }, settings }))
      }
      const made = group.map((party) => databaseOf(databases, party))
      await ensureDatabases(postgres.connection(), made)
      signal.throwIfAborted()
      await Promise.all(group.map(run))
    }
    const spawnPortal = async (): Promise<string> => {
      const own = preparePortalHome(at, { portBase, database: { host, port } })
      await ensurePortalDatabase(postgres.connection(), own)
      const { origin } = new URL(`http://127.0.0.1:${portalPort(portBase)}`)
      const identity = [PROGRAMS.identity, '--port', String(identityPort(portBase)), '--portal', origin]
      children.set('identity', child('identity', [...identity, '--secrets', identityFile(at)]))
      children.set('portal', child('portal', [...PORTAL_OPTIONS, PROGRAMS.portal, '--home', at.portal]))
      return origin
    }
    // The nodes that can exchange have the processors for themselves until they have.
    const live = parties.filter(isLive)
    await runAll(live)
    await exchangeOnce(live, portBase, signal)
    report('two states have exchanged', 'تبادلت دولتان')
    // A portal that was here before has what it harvested, and need not wait for the nodes that do not exchange yet.
    const spawned = options.portal === true && !network.isNew ? await spawnPortal() : undefined
    await runAll(parties.filter((party) => !isLive(party)))
    report('the nodes are ready', 'العقد جاهزة')
    await waitUntil(() => answersOk(`http://127.0.0.1:${nodePorts(portBase, 'GCC').authority}/readyz`), {
      withinMs: READY_WITHIN_MS,
      signal,
      failed: (last) => notReady('authorities', last, join(at.logs, 'authorities.log')),
    })

    if (options.portal === true) {
      const origin = spawned ?? (await spawnPortal())
      await waitUntil(() => answersOk(`${origin}/readyz`), {
        withinMs: PORTAL_READY_WITHIN_MS,
        signal,
        failed: (last) => notReady('portal', last, join(at.logs, 'portal.log')),
      })
      report('the portal has harvested the states', 'جمعت البوابة محتوى الدول')
    }

    const renewal = setInterval(() => {
      renewCertificates(at, portBase, clock).catch((error: unknown) => say(`certificates were not renewed: ${error}`))
    }, RENEWAL_MS)
    renewal.unref()
    undo.push(() => clearInterval(renewal))

    const childOf = (code: string): SupervisedChild => {
      const found = children.get(code.toLowerCase()) ?? around.find(({ name }) => name === code)
      if (found === undefined) throw new RangeError(`no child ${code} runs`)
      return found
    }
    return {
      home: at.home,
      rootFile: at.root,
      nodes: Object.fromEntries(
        parties.map((party) => [
          party.code.toLowerCase(),
          describeNode(at, party, portBase, {
            stage: network.stages.get(party.code) ?? null,
            database: { ...databaseOf(databases, party), host, port },
            child: childOf(party.code),
          }),
        ]),
      ),
      agencies: `http://127.0.0.1:${agenciesPort(portBase)}`,
      portal: options.portal === true ? `http://127.0.0.1:${portalPort(portBase)}` : null,
      postgres,
      kill: (code, how) => childOf(code).kill(how),
      restart: async (code) => {
        childOf(code).restart()
        if (PARTIES.some((party) => party.code === code.toUpperCase())) await ready(partyOf(code.toUpperCase()))
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const FIRST = SERVICES[0] as (typeof SERVICES)[number]

/** A real call between two of the states, over both gateways: only then the network is called ready. */
async function exchangeOnce(states: readonly Party[], portBase: number, signal: AbortSignal): Promise<void> {
  const consumer = states[0]
  const provider = states.at(-1)
  if (consumer === undefined || provider === undefined) return
  const { url, client } = firstCall(portBase, consumer.code, provider.code)
  await waitUntil(() => answersOk(url, { 'x-road-client': client }), {
    withinMs: READY_WITHIN_MS,
    signal,
    failed: (last) =>
      new TestbedError(
        `${consumer.code} cannot call ${provider.code}: ${last}`,
        `لا تستطيع ${consumer.code} استدعاء ${provider.code}: ‏${last}`,
      ),
  })
}

/** The exchange that every description of the network begins with. */
export function firstCall(
  portBase: number,
  consumer: string,
  provider: string,
): { readonly url: string; readonly client: string } {
  const { http } = nodePorts(portBase, consumer)
  return {
    url: `http://127.0.0.1:${http}/r1/${serviceId(provider, FIRST)}?plate=12345`,
    client: subsystemId(consumer, FIRST),
  }
}

function wantedPorts(at: Layout, portBase: number, parties: readonly Party[], portal: boolean) {
  const ports = PARTIES.flatMap(({ code }) => {
    const { authority, authorityAdmin } = nodePorts(portBase, code)
    return [
      { port: authority, use: `${code} authority` },
      { port: authorityAdmin, use: `${code} authority admin` },
    ]
  })
  for (const { code } of parties) {
    const { http, https, link, admin } = nodePorts(portBase, code)
    for (const [use, port] of Object.entries({ http, https, link, admin })) ports.push({ port, use: `${code} ${use}` })
  }
  ports.push({ port: agenciesPort(portBase), use: 'agencies' })
  if (portal) {
    ports.push(
      { port: portalPort(portBase), use: 'portal' },
      { port: identityPort(portBase), use: 'identity providers' },
    )
  }
  // A PostgreSQL of ours that still runs is adopted.
  const found = findPostmaster(join(at.postgres, 'data'))
  if (found.kind !== 'live' || found.server.port !== postgresPort(portBase)) {
    ports.push({ port: postgresPort(portBase), use: 'PostgreSQL' })
  }
  return ports
}

function describeNode(
  at: Layout,
  { code }: Party,
  portBase: number,
  { stage, database, child }: Pick<RunningNode, 'stage' | 'database'> & { readonly child: SupervisedChild },
): RunningNode {
  const ports = nodePorts(portBase, code)
  const dir = at.node(code)
  return {
    code,
    stage,
    dir,
    http: `http://127.0.0.1:${ports.http}`,
    https: `https://127.0.0.1:${ports.https}`,
    link: `wss://127.0.0.1:${ports.link}/link`,
    admin: `https://127.0.0.1:${ports.admin}`,
    authority: `http://127.0.0.1:${ports.authority}`,
    authorityAdmin: `https://127.0.0.1:${ports.authorityAdmin}`,
    adminToken: readFileSync(join(dir, 'admin.token'), 'utf8').trim(),
    caFile: join(dir, 'keys', 'ca.crt'),
    logFile: join(dir, 'node.log'),
    database,
    pid: () => child.pid(),
  }
}

function databaseOf(databases: ReadonlyMap<string, NodeDatabase>, { code }: Party): NodeDatabase {
  const database = databases.get(code)
  if (database === undefined) throw new RangeError(`no database of ${code}`)
  return database
}

function notReady(who: string, last: string, logFile: string): TestbedError {
  return new TestbedError(
    `${who} did not become ready: ${last}; its log is ${logFile}`,
    `لم تصبح ${who} جاهزة: ${last}؛ سجلّها في ${logFile}`,
  )
}
