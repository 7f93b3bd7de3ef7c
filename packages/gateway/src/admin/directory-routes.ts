import { type AgreementRecord, type DirectoryView, FULL_GRACE_MS, GRACE_MS } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { daysLeft, isEnding } from '../agreements/ending.ts'
import { concernsState, showAgreement } from '../discovery/agreement-view.ts'
import { answerDirectory } from '../discovery/lists.ts'
import { pageOf, readQuestion, sortedOf } from '../discovery/question.ts'
import { record } from './audit.ts'
import type { AdminApp, AdminDeps } from './deps.ts'

/** The directory as this gateway knows it: asked anew at once, searched, and its own state's agreements with what was used of them today. */
export function mountDirectory(app: AdminApp, deps: AdminDeps): void {
  const { directory, clock, pool } = deps

  app.post('/admin/v1/directory/refresh', async (c) => {
    // One that is under way may have begun before what the caller waits for was published.
    await directory.refresh().catch(() => undefined)
    const { version } = await directory.refresh()
    await record(pool, {
      actor: c.var.actor,
      action: 'directory.refresh',
      subject: 'directory',
      details: { version: version.number },
    })
    return c.json(standing(deps))
  })

  app.get('/admin/v1/directory', (c) => c.json(standing(deps)))

  app.get('/admin/v1/directory/:list', (c) =>
    c.json(answerDirectory(directory.view(), c.req.param('list'), new URL(c.req.url).searchParams, clock())),
  )

  app.get('/admin/v1/agreements', (c) => {
    const asked = readQuestion(new URL(c.req.url).searchParams, ['after', 'limit'])
    const view = directory.view()
    const { page, next } = pageOf(sortedOf(view.agreements), asked, (one) => concernsState(view, one, deps.instance))
    return c.json({ agreements: page.map((one) => shown(deps, view, one)), next })
  })

  app.get('/admin/v1/agreements/:id', (c) => {
    const id = c.req.param('id')
    const view = directory.view()
    const agreement = view.agreements.get(id)
    if (agreement === undefined) throw new RabtError('NOT_FOUND', { what: id })
    return c.json(shown(deps, view, agreement))
  })
}

/** How current the copy is, and when it stops to serve. Times are Unix ms. */
function standing({ directory }: AdminDeps) {
  const { version, expires, lastRefresh, lastError, mode, issues } = directory.status()
  const after = (ms: number): number | null => (expires === null ? null : expires + ms)
  return {
    version: version === null ? null : { number: version.number, hash: Buffer.from(version.hash).toString('hex') },
    mode,
    expires,
    readOnlyFrom: after(FULL_GRACE_MS),
    refusedFrom: after(GRACE_MS),
    lastRefresh,
    lastError: lastError?.code ?? null,
    issues,
  }
}

function shown({ instance, usage, clock }: AdminDeps, view: DirectoryView, agreement: AgreementRecord) {
  const time = clock()
  return {
    ...showAgreement(view, agreement, time),
    /** What the own state says of it. */
    ownPosition: agreement.positions.get(instance)?.position ?? null,
    endsInDays: isEnding(agreement, time) ? daysLeft(agreement, time) : null,
    /** Calls through this node's database by consumer, at each edge. */
    usedToday: {
      asConsumer: usage.consumer.usedToday(agreement.id, time),
      asProvider: usage.provider.usedToday(agreement.id, time),
    },
  }
}
