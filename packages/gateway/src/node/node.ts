import { join } from 'node:path'
import type { CheckedView } from '@rabt/directory'
import { EMPTY_ROOT } from '@rabt/ledger'
import { pemOf, RabtError, sha256 } from '@rabt/protocol'
import pg from 'pg'
import { startAdminServer } from '../admin/admin-server.ts'
import { createAdminApp } from '../admin/app.ts'
import { readAdminToken } from '../admin/token.ts'
import { endingAgreements } from '../agreements/ending.ts'
import { openUsage } from '../agreements/usage.ts'
import type { NodeConfig } from '../config.ts'
import { migrate } from '../database/migrate.ts'
import { startConsumerEdge } from '../edge-consumer/server.ts'
import { createProvide } from '../edge-provider/provide.ts'
import { createServiceCaller } from '../edge-provider/service/caller.ts'
import { BlobFiles } from '../journal/blob-files.ts'
import { Committer } from '../journal/committer.ts'
import { eraseBlobs } from '../journal/erase.ts'
import { openIdempotencyKeys } from '../journal/idempotency.ts'
import { Indexer } from '../journal/indexer.ts'
import { JournalDamaged } from '../journal/journal.ts'
import { PgJournal } from '../journal/pg-journal.ts'
import type { Kernel } from '../link/kernel.ts'
import type { BlobKeeper } from '../link/lane/make-blob.ts'
import { Link } from '../link/link.ts'
import { randomBytes } from '../link/random.ts'
import { Dialler } from '../link/shell/dialler.ts'
import { Listener } from '../link/shell/listener.ts'
import { kernelLog, type Log } from '../observe/log.ts'
import { Metrics } from '../observe/metrics.ts'
import { makeEvidence } from '../proof/evidence.ts'
import { openRegistry } from '../registry/pg-registry.ts'
import { KeyDesk } from '../trust/key-desk.ts'
import { KeyRing } from '../trust/key-ring.ts'
import { OcspChecker } from '../trust/ocsp.ts'
import { OcspFiles } from '../trust/ocsp-files.ts'
import { RevocableDirectory } from '../trust/revocable-directory.ts'
import { revocationTable } from '../trust/revocation-store.ts'
import { Revocations } from '../trust/revocations.ts'
import { CommitWatch, refuseWhileHanging } from './commit-watch.ts'
import { describeEntry, readBlob } from './entry-view.ts'
import { followDirectory } from './follow-directory.ts'
import { readiness, status, wantedLinks } from './health.ts'
import { startLooks } from './looks.ts'
import { earlierDirectories, openNodeDirectory, viewInGrace } from './node-directory.ts'
import { ownBlob } from './own-blob.ts'
import { OwnTls } from './own-tls.ts'
import { recallAnswer } from './recall.ts'
import { outdated, refuseWhenStale, refusingWhenStale } from './stale.ts'
import { reasonOf, tellDamage } from './tell.ts'

const DRAIN_MS = 8_000
const READ_POOL = 8
const QUERY_DEADLINE_MS = 5_000

export interface RunningNode {
  /** Drains and closes everything; resolves when nothing of the node is left open. */
  stop(): Promise<void>
}

/** Starts a gateway: journal, directory, link, both edges, admin port. Everything it takes from outside is in `config`'s home. */
export async function startNode(config: NodeConfig, log: Log, onFatal: (error: unknown) => void): Promise<RunningNode> {
  const clock = () => Date.now()
  const after = (ms: number, fn: () => void) => {
    const timer = setTimeout(fn, ms)
    return { cancel: () => clearTimeout(timer) }
  }
  const keys = join(config.home, config.keys)
  const connection = { ...config.database, application_name: `rabt-${config.node}` }
  const pool = new pg.Pool({
    ...connection,
    max: READ_POOL,
    query_timeout: QUERY_DEADLINE_MS,
    connectionTimeoutMillis: QUERY_DEADLINE_MS,
  })
  pool.on('error', (error) => log.warn({ detail: error.message }, 'database-connection-lost'))
  for (const name of await migrate(pool)) log.info({ name }, 'migrated')

  const directory = new RevocableDirectory(await openNodeDirectory(config, clock, log), clock)
  const currentView = (): CheckedView => {
    try {
      return directory.view()
    } catch (cause) {
      throw outdated(directory.status(), cause)
    }
  }
  const files = new BlobFiles(join(config.home, 'blobs'))
  const timing = { now: () => performance.now(), after }
  const journal = new PgJournal({ connection, pool, clock, timing, emptyRoot: EMPTY_ROOT, onFenced: onFatal })
  const settled = { folder: keys, gateway: config.gateway, settleMs: config.keySettleSeconds * 1000 }
  const ring = await KeyRing.open({ ...settled, federation: config.federation })
  const tls = await OwnTls.open(settled)
  /** Past all the directory's grace no CA counts. */
  const linkTls = () => ({
    ...tls.pairs.link,
    ca: viewInGrace(directory)?.cas.map(({ certificate }) => pemOf('CERTIFICATE', certificate)) ?? [],
  })
  const memory = await OcspFiles.open(join(config.home, 'ocsp'), (error) =>
    log.warn({ detail: (error as NodeJS.ErrnoException).code ?? String(error) }, 'ocsp-answer-not-kept'),
  )
  const ocsp = new OcspChecker({ cas: () => directory.view().cas, clock, random: randomBytes, fetch, memory })

  const blobs: BlobKeeper = {
    keep: async (digest, item) => {
      try {
        await files.keep(digest, item)
      } catch (cause) {
        linkLog.alarm('blob-not-kept', { detail: (cause as NodeJS.ErrnoException).code ?? String(cause) })
        throw new RabtError('LOGGING_FAILED', {}, { cause })
      }
    },
  }

  const ending = () =>
    directory.status().mode === 'expired' ? [] : endingAgreements(directory.view(), config.instance, clock())
  const metrics: Metrics = new Metrics({
    waitingCalls: () => link.waiting,
    links: () => {
      const view = viewInGrace(directory)
      const wanted = view === null ? [] : wantedLinks(config.gateway, link, view)
      return wanted.map(({ peer, ready, outbound }) => ({ peer, ready, owedMs: outbound.due.owed(clock()).ms }))
    },
    ending,
    directory: () => {
      const { version, expires, mode } = directory.status()
      return { number: version?.number ?? 0, expires: expires ?? 0, mode }
    },
    silentResponders: () => ocsp.silent.size,
    revocations: () => revocations.inForce().length,
  })
  const indexer = new Indexer({
    journal,
    pool,
    after,
    onError: (error) => log.error({ detail: String(error) }, 'index'),
  })
  const linkLog = kernelLog(log, (name) => metrics.alarm(name), clock)
  const revocations = await Revocations.open({
    directory,
    store: revocationTable(pool),
    clock,
    timers: timing,
    log: linkLog,
  })
  const commits = new CommitWatch(() => performance.now())
  const committer = new Committer({
    journal: {
      commit: (flush) => {
        metrics.flush(flush.batches.length)
        return commits.watch(journal.commit(flush).then(() => indexer.offer(flush.batches)))
      },
    },
    turn: setImmediate,
    after,
    onFailure: (error) => {
      if (error instanceof JournalDamaged) linkLog.alarm('journal-damaged', { detail: error.message })
      else log.error({ detail: reasonOf(error) }, 'commit-given-up')
      onFatal(error)
    },
  })
  const dialler = new Dialler({
    view: () => directory.view(),
    tls: linkTls,
    ocsp,
    log: linkLog,
    clock: () => performance.now(),
    random: Math.random,
  })
  const kernel: Kernel = {
    gateway: config.gateway,
    federation: config.federation,
    clock,
    random: randomBytes,
    timers: timing,
    journal,
    committer,
    get signer() {
      return ring.signer
    },
    memberSigner: (member) => ring.member(member),
    view: () => directory.view(),
    history: await earlierDirectories(directory),
    refreshDirectory: (atLeast) => directory.refresh({ atLeast }),
    fetchBlob: async (peer, origin, index, part, limit, digest) => {
      const item = await dialler.fetchBlob(peer, origin, index, part, limit)
      if (!item) return item
      if (!sha256(item).equals(digest)) return null
      // Durable before the batch is: the receipt that follows speaks for it too. On a full disk it is as if the peer had not answered:
      // asked again until the entry's deadline, and the link's other lanes go on.
      return blobs.keep(digest, item).then(
        () => item,
        () => undefined,
      )
    },
    revocations,
    onFenced: () => {
      const slot = link.run[0]?.slot
      if (!slot) return
      journal.abandonSlot(slot).finally(() => onFatal(new Error(`slot ${slot} is fenced`)))
    },
    log: linkLog,
  }
  const registry = await openRegistry(pool)
  const caller = createServiceCaller()
  const usage = await openUsage(pool, clock, after, (error) =>
    log.warn({ detail: String(error) }, 'agreement-usage-not-written'),
  )
  const provide = createProvide({
    registry,
    usage: usage.provider,
    directory: currentView,
    mayRun: (method) => refuseWhenStale(directory.status(), method),
    caller,
    clock,
    random: randomBytes,
    spelling: config.faultCodes,
    log,
  })
  const idempotency = await openIdempotencyKeys(pool)
  const link: Link = new Link({
    kernel,
    slot: config.slot,
    provide,
    blobs,
    idempotency,
    recall: async (id) => {
      await indexer.catchUp()
      return recallAnswer(pool, journal, files, id)
    },
  })
  await link.start()
  revocations.onNews(({ bytes, peer }) => link.passOn(bytes, peer))
  indexer.start()

  const listener = new Listener({
    host: config.listen.host,
    port: config.listen.link,
    tls: linkTls(),
    view: () => directory.view(),
    ocsp,
    log: linkLog,
    session: (gateway) => link.peer(gateway).inbound,
    blob: (receiver, lane, index, part) => ownBlob({ config, journal, committer, files }, receiver, lane, index, part),
  })
  await listener.listen()
  const edge = await startConsumerEdge({
    listen: config.listen,
    tls: tls.pairs.edge,
    instance: config.instance,
    gateway: config.gateway,
    exchange: refuseWhileHanging(
      refusingWhenStale(link, () => directory.status()),
      commits,
    ),
    directory: currentView,
    usage: usage.consumer,
    clients: (id) => registry.client(id),
    clock,
    random: randomBytes,
    spelling: config.faultCodes,
    errorDocs: config.errorDocs,
    log,
    hooks: { onExchange: (observed) => metrics.exchange(observed) },
  })
  const evidence = { federation: config.federation, journal, files, pool, indexer, directory, clock, after }
  const admin = await startAdminServer({
    host: config.listen.host,
    port: config.listen.admin,
    tls: tls.pairs.admin,
    app: createAdminApp({
      registry,
      pool,
      token: await readAdminToken(join(config.home, 'admin.token')),
      status: () => status(config, link, directory, clock),
      entry: async (uuid) => {
        await indexer.catchUp()
        return describeEntry(pool, journal, uuid)
      },
      evidence: (uuid, waitMs) => makeEvidence(evidence, uuid, waitMs),
      blob: async (uuid, part) => {
        await indexer.catchUp()
        return readBlob(pool, journal, files, uuid, part)
      },
      erase: async (uuid) => {
        await indexer.catchUp()
        return eraseBlobs(pool, journal, files, uuid)
      },
      lanes: link.halted,
      keys: new KeyDesk({ folder: keys, instance: config.instance, gateway: config.gateway, view: currentView }),
      instance: config.instance,
      cutLink: (gateway) => dialler.cut(gateway) + listener.cut(gateway),
      revocations,
      directory,
      usage,
      clock,
      ready: () => readiness(config.gateway, pool, link, directory, commits, ocsp),
      metrics: () => metrics.text(),
      failed: (error) => log.error({ detail: error instanceof Error ? error.message : String(error) }, 'admin-failed'),
    }),
  })

  const follow = (view: CheckedView) => {
    kernel.history.see(view.version, clock())
    followDirectory(view, { gateway: config.gateway, link, listener, dialler, tls: linkTls, log: linkLog })
  }
  const atStart = viewInGrace(directory)
  if (atStart) follow(atStart)
  directory.onChange(follow)
  const looks = await startLooks({
    config,
    clock,
    after,
    directory,
    link,
    ring,
    tls,
    takeTls: () => {
      listener.renew(linkTls())
      edge.setTls(tls.pairs.edge)
      admin.renew(tls.pairs.admin)
    },
    ending,
    commits,
    idempotency,
    log,
    alarms: linkLog,
  })
  log.info({ gateway: config.gateway, epoch: link.run[0]?.epoch }, 'started')
  const told = tellDamage(pool, linkLog)

  return {
    stop: async () => {
      looks.stop()
      revocations.close()
      await edge.close()
      await link.drain(DRAIN_MS)
      dialler.stop()
      await listener.close()
      await admin.close()
      await caller.close()
      await indexer.stop()
      await told
      await usage.close()
      await registry.close()
      await journal.close()
      await pool.end()
      log.info('stopped')
    },
  }
}
