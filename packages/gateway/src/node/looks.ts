import { X509Certificate } from 'node:crypto'
import type { AgreementRecord, DirectoryClient } from '@rabt/directory'
import { EndingWatch } from '../agreements/ending.ts'
import type { NodeConfig } from '../config.ts'
import type { IdempotencyKeys } from '../journal/idempotency.ts'
import type { KernelLog } from '../link/kernel.ts'
import type { Link } from '../link/link.ts'
import type { Timers } from '../link/wire.ts'
import type { Log } from '../observe/log.ts'
import { renewalOf } from '../renewal/of-config.ts'
import type { KeyRing } from '../trust/key-ring.ts'
import { oneAtATime } from './alone.ts'
import type { CommitWatch } from './commit-watch.ts'
import type { OwnTls } from './own-tls.ts'
import { caught, repeat } from './repeat.ts'
import { tellRefreshFailed } from './tell.ts'
import { isIssuedBy } from './tls-files.ts'

const FORGET_EVERY_MS = 3_600_000
const ENDING_LOOK_MS = 600_000
const KEY_LOOK_MS = 15_000
const RENEW_LOOK_MS = 60_000
const COMMIT_LOOK_MS = 1_000

export interface LooksOptions {
  readonly config: NodeConfig
  readonly clock: () => number
  readonly after: Timers['after']
  readonly directory: DirectoryClient
  readonly link: Pick<Link, 'renewLanes'>
  readonly ring: KeyRing
  readonly tls: OwnTls
  /** New connections are to show what `tls` has now. */
  readonly takeTls: () => void
  readonly ending: () => readonly AgreementRecord[]
  readonly commits: CommitWatch
  readonly idempotency: Pick<IdempotencyKeys, 'forget'>
  readonly log: Log
  readonly alarms: KernelLog
}

/**
 * What a node looks at from time to time: the directory, its keys and certificates, agreements that end, commits that hang. A look that fails
 * is told and comes again.
 */
export async function startLooks(options: LooksOptions): Promise<{ stop(): void }> {
  const { config, clock, after, directory, commits, idempotency, log, alarms } = options
  const settleMs = config.keySettleSeconds * 1000
  const alone = oneAtATime()
  const lookAtEndings = endingLook(options)
  await lookAtEndings()
  const renewal = await renewalOf(config, {
    clock,
    listed: (digest) => listsTlsKey(options, digest),
    trusted: (certificate) => isOfOwnState(options, certificate),
    alone,
    alarm: (detail) => alarms.alarm('certificate-not-renewed', detail),
  })
  const warn = (what: string) => (error: unknown) => log.warn({ detail: String(error) }, what)
  const timers = [
    setInterval(
      () => void directory.refresh().catch((error: unknown) => tellRefreshFailed(error, log)),
      config.directoryRefreshSeconds * 1000,
    ),
    setInterval(() => {
      if (commits.news()) alarms.alarm('commit-hangs', {})
    }, COMMIT_LOOK_MS),
    setInterval(() => void idempotency.forget(clock()).catch(warn('idempotency-forget-failed')), FORGET_EVERY_MS),
  ]
  const repeated = [
    repeat(after, ENDING_LOOK_MS, lookAtEndings),
    repeat(after, Math.min(KEY_LOOK_MS, settleMs / 2), () =>
      alone(async () => {
        for (const look of [lookAtKeys, lookAtCertificates])
          await caught(() => look(options), warn('key-look-failed'))()
      }),
    ),
  ]
  if (renewal !== null)
    repeated.push(repeat(after, Math.min(RENEW_LOOK_MS, settleMs), () => renewal.look().catch(warn('renewal-failed'))))
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer)
      for (const one of repeated) one.cancel()
    },
  }
}

/** Next keys that the directory lists are taken. */
async function lookAtKeys({ ring, directory, clock, link, log }: LooksOptions): Promise<void> {
  const { lanes, taken, failed } = await ring.look(directory.view(), clock())
  if (lanes) link.renewLanes()
  if (taken.length > 0) log.info({ taken }, 'keys-taken')
  for (const error of failed) log.warn({ detail: String(error) }, 'key-look-failed')
}

/** Certificates that were renewed in their files are taken by new connections. */
async function lookAtCertificates({ tls, directory, clock, takeTls, log }: LooksOptions): Promise<void> {
  if (!(await tls.look(directory.view(), clock()))) return
  takeTls()
  log.info('certificates-renewed')
}

function endingLook({ ending, clock, log }: LooksOptions): () => Promise<void> {
  const endings = new EndingWatch(({ id, until }, days) =>
    log.warn({ agreement: id, until: new Date(until).toISOString(), days }, 'agreement-ends'),
  )
  return caught(
    () => endings.look(ending(), clock()),
    (error) => log.warn({ detail: String(error) }, 'ending-look-failed'),
  )
}

/** @param digest SHA-256 of a SubjectPublicKeyInfo, hex */
function listsTlsKey({ config, directory }: LooksOptions, digest: string): boolean {
  const keys = directory.view().gateways.get(config.gateway)?.tlsKeys ?? []
  return keys.some((one) => Buffer.from(one).toString('hex') === digest)
}

function isOfOwnState({ config, directory }: LooksOptions, certificate: X509Certificate): boolean {
  const own = directory.view().cas.filter(({ state }) => state === config.instance)
  return own.some((ca) => isIssuedBy(certificate, new X509Certificate(ca.certificate)))
}
