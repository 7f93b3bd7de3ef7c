import { Hono } from 'hono'
import { differenceOf } from '../content/difference.ts'
import { createDraft, type DraftState, discardDraft, listDrafts, openDraft, saveDraft } from '../content/drafts.ts'
import { publishDue } from '../content/due.ts'
import { inTenant } from '../content/in-tenant.ts'
import {
  type Decision,
  decideVersion,
  listVersions,
  listWaiting,
  reschedule,
  retireAt,
  submitDraft,
} from '../content/review.ts'
import { PortalError, statusOf } from '../error/portal-error.ts'
import { fieldsOf } from '../record/fields.ts'
import type { StaffDeps } from './deps.ts'
import { actOn } from './form/act.ts'
import { readForm } from './form/read-form.ts'
import { fieldOf, languageOf, type StaffContext, type StaffEnv, timeOf } from './http.ts'
import { EditPage } from './pages/edit.tsx'
import { ItemPage } from './pages/item.tsx'
import { addressOf, ListPage, NewPage } from './pages/list.tsx'
import { DifferencePage, ReviewPage } from './pages/others.tsx'

const STATES: readonly string[] = ['draft', 'submitted', 'approved', 'published', 'retired']
const DECISIONS: readonly string[] = ['approved', 'returned', 'taken-back']

/** Items of the signed-in person's tenant: an address names kind and slug, never a tenant. */
export function itemRoutes(deps: StaffDeps): Hono<StaffEnv> {
  const { staff, worker, clock } = deps
  const app = new Hono<StaffEnv>()
  const now = () => new Date(clock())
  const common = (c: StaffContext) => {
    const { pathname, search } = new URL(c.req.url)
    return { lang: languageOf(c), path: pathname + search, session: c.get('session') }
  }
  const idOf = (c: StaffContext) => `${c.get('session').tenant}/${c.req.param('kind')}/${c.req.param('slug')}`
  const back = (c: StaffContext, id: string, rest = '') => c.redirect(`${addressOf(languageOf(c), id)}${rest}`, 303)

  app.get('/', async (c) => {
    const state = c.req.query('state')
    const wanted = state !== undefined && STATES.includes(state) ? (state as DraftState) : undefined
    const drafts = await inTenant(staff, c.get('session'), (client) => listDrafts(client, { state: wanted }))
    return c.html(<ListPage {...common(c)} drafts={drafts} state={wanted} />)
  })

  app.get('/new', (c) => c.html(<NewPage {...common(c)} />))
  app.post('/new', async (c) => {
    const session = c.get('session')
    const [kind, slug] = [fieldOf(c.get('form'), 'kind'), fieldOf(c.get('form'), 'slug')]
    try {
      const draft = await inTenant(staff, session, (client) => createDraft(client, session, kind, slug))
      return back(c, draft.id, '/edit')
    } catch (error) {
      if (!(error instanceof PortalError) || error.code === 'ROLE_MISSING') throw error
      return c.html(<NewPage {...common(c)} error={error} kind={kind} slug={slug} />, statusOf(error.code))
    }
  })

  app.get('/review', async (c) => {
    const versions = await inTenant(staff, c.get('session'), listWaiting)
    return c.html(<ReviewPage {...common(c)} versions={versions} />)
  })

  app.get('/items/:kind/:slug', async (c) => {
    const id = idOf(c)
    const [draft, versions] = await inTenant(staff, c.get('session'), async (client) => [
      await openDraft(client, id),
      await listVersions(client, id),
    ])
    return c.html(<ItemPage {...common(c)} draft={draft} versions={versions} />)
  })

  app.get('/items/:kind/:slug/difference', async (c) => {
    const id = idOf(c)
    const changes = await inTenant(staff, c.get('session'), async (client) => {
      const draft = await openDraft(client, id)
      const versions = await listVersions(client, id)
      const to = versions.find(({ number }) => String(number) === c.req.query('to'))
      const from = versions.find(({ number }) => number < (to?.number ?? Number.POSITIVE_INFINITY))
      return differenceOf(from?.record ?? {}, to?.record ?? draft.record)
    })
    return c.html(<DifferencePage {...common(c)} id={id} changes={changes} />)
  })

  const edit = async (c: StaffContext, id: string, how: { readonly check: boolean; readonly saved: boolean }) => {
    const [draft, files] = await inTenant(staff, c.get('session'), async (client) => [
      await openDraft(client, id),
      (await client.query('SELECT sha256, name FROM attachment ORDER BY name LIMIT 100')).rows,
    ])
    return <EditPage {...common(c)} draft={draft} files={files} {...how} />
  }

  app.get('/items/:kind/:slug/edit', async (c) =>
    c.html(await edit(c, idOf(c), { check: c.req.query('check') === '1', saved: c.req.query('saved') === '1' })),
  )

  app.post('/items/:kind/:slug/edit', async (c) => {
    const id = idOf(c)
    const session = c.get('session')
    const form = c.get('form')
    const act = fieldOf(form, 'do') || 'save'
    const fields = fieldsOf((await inTenant(staff, session, (client) => openDraft(client, id))).kind)
    const written = readForm(fields, form)
    const isListAct = !['save', 'submit', 'attach'].includes(act)
    const { record, at } = isListAct ? actOn(fields, written, act) : { record: written, at: '' }
    try {
      await inTenant(staff, session, async (client) => {
        const kept = act === 'attach' ? await withFile(client, record, fieldOf(form, 'attachment')) : record
        const draft = await saveDraft(client, session, id, revisionOf(form), kept)
        return draft
      })
      if (act !== 'submit')
        return back(c, id, isListAct ? `/edit#field-${at.replace(/[^\w-]/g, '-')}` : '/edit?saved=1')
      await inTenant(staff, session, async (client) => {
        const draft = await openDraft(client, id)
        await submitDraft(client, session, id, draft.revision, now())
      })
      return back(c, id)
    } catch (error) {
      if (!(error instanceof PortalError) || error.code !== 'RECORD_INCOMPLETE') throw error
      return c.html(await edit(c, id, { check: true, saved: true }), statusOf(error.code))
    }
  })

  app.post('/items/:kind/:slug/submit', async (c) => {
    const id = idOf(c)
    const session = c.get('session')
    try {
      await inTenant(staff, session, (client) => submitDraft(client, session, id, revisionOf(c.get('form')), now()))
      return back(c, id)
    } catch (error) {
      if (!(error instanceof PortalError) || error.code !== 'RECORD_INCOMPLETE') throw error
      return c.html(await edit(c, id, { check: true, saved: false }), statusOf(error.code))
    }
  })

  app.post('/items/:kind/:slug/discard', async (c) => {
    const session = c.get('session')
    const revision = revisionOf(c.get('form'))
    await inTenant(staff, session, (client) => discardDraft(client, session, idOf(c), revision))
    return c.redirect(`/${languageOf(c)}/staff`, 303)
  })

  app.post('/items/:kind/:slug/decide', async (c) => {
    const id = idOf(c)
    const session = c.get('session')
    const form = c.get('form')
    const decision = fieldOf(form, 'decision')
    if (!DECISIONS.includes(decision)) throw new PortalError('FIELD_CHOICE')
    const publishAt = timeOf(form, 'at', clock())
    await inTenant(staff, session, (client) =>
      decideVersion(client, session, id, {
        number: numberOf(form),
        decision: decision as Decision,
        reason: fieldOf(form, 'reason'),
        publishAt,
      }),
    )
    await publishDue(worker, now())
    return back(c, id)
  })

  app.post('/items/:kind/:slug/schedule', async (c) => {
    const id = idOf(c)
    const session = c.get('session')
    const at = timeOf(c.get('form'), 'at', clock()) ?? now()
    await inTenant(staff, session, (client) => reschedule(client, session, id, numberOf(c.get('form')), at))
    await publishDue(worker, now())
    return back(c, id)
  })

  app.post('/items/:kind/:slug/retire', async (c) => {
    const id = idOf(c)
    const session = c.get('session')
    const at = timeOf(c.get('form'), 'at', clock()) ?? now()
    await inTenant(staff, session, (client) => retireAt(client, session, id, at))
    await publishDue(worker, now())
    return back(c, id)
  })

  return app
}

type Queries = Parameters<Parameters<typeof inTenant>[2]>[0]

/** The record with one of the tenant's files behind those that it has. */
async function withFile(client: Queries, record: Readonly<Record<string, unknown>>, sha256: string) {
  const { rows } = await client.query(
    'SELECT name, format, octet_length(content) AS bytes, sha256 FROM attachment WHERE sha256 = $1',
    [sha256],
  )
  const [file] = rows
  if (file === undefined) throw new PortalError('FILE_EMPTY')
  const before = Array.isArray(record.files) ? record.files : []
  return { ...record, files: [...before, { title: {}, ...file }] }
}

/** A form without a number is of no revision, and so stale. */
function revisionOf(form: FormData): number {
  const written = fieldOf(form, 'revision')
  return /^\d{1,9}$/.test(written) ? Number(written) : 0
}

function numberOf(form: FormData): number {
  const written = fieldOf(form, 'number')
  if (!/^\d{1,9}$/.test(written)) throw new PortalError('FIELD_FORM')
  return Number(written)
}
