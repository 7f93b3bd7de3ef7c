import { type ConfigData, HtmlValidate } from 'html-validate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPublished } from '../content/published.ts'
import { hiddenIn, ORIGIN, openDesk } from './testing/desk.ts'

type Desk = Awaited<ReturnType<typeof openDesk>>
type Person = Awaited<ReturnType<Desk['signIn']>>
let desk: Desk
let noura: Person
let badr: Person
let saad: Person
beforeAll(async () => {
  desk = await openDesk()
  noura = await desk.signIn('noura', ['editor'])
  badr = await desk.signIn('badr', ['editor', 'reviewer', 'administrator'])
  saad = await desk.signIn('saad', ['editor', 'reviewer', 'administrator'], 'SA')
})
afterAll(() => desk.close())

const WHOLE = {
  owner: 'KW/GOV/MOI',
  'title.ar': 'خبر العيد',
  'title.en': 'Eid news',
  'summary.ar': 'ملخص <script>alert(1)</script>',
  issued: '2026-01-01',
  licence: 'sample',
  sample: 'true',
  on: '2026-01-01',
  'body.#': '1',
  'body.0.type': 'paragraph',
  'body.0.text.ar': 'نص',
}

async function make(slug: string, fields: Readonly<Record<string, string>> = WHOLE): Promise<string> {
  const made = await noura.send('/ar/staff/new', { kind: 'news', slug })
  expect(made.status).toBe(303)
  const path = `/ar/staff/items/news/${slug}`
  expect(made.headers.get('location')).toBe(`${path}/edit`)
  const saved = await noura.send(`${path}/edit`, { revision: '1', do: 'save', ...fields })
  expect([saved.status, saved.headers.get('location')]).toEqual([303, `${path}/edit?saved=1`])
  return path
}

const revisionIn = async (path: string) => hiddenIn(await noura.text(`${path}/edit`), 'revision')

describe('an editor and a reviewer', () => {
  it('write, submit, return, approve and retire by forms alone', async () => {
    const path = await make('journey')
    const read = openPublished(desk.schema.pools.public)
    expect((await noura.send(`${path}/submit`, { revision: '2' })).status).toBe(303)
    expect(await badr.text('/ar/staff/review')).toContain(path)
    expect((await badr.send(`${path}/decide`, { number: '1', decision: 'returned' })).status).toBe(422)
    expect((await badr.send(`${path}/decide`, { number: '1', decision: 'returned', reason: 'أضف' })).status).toBe(303)
    expect(await noura.text(path)).toContain('أضف')
    const again = { ...WHOLE, 'title.ar': 'خبر عيد الفطر', revision: await revisionIn(path), do: 'submit' }
    expect((await noura.send(`${path}/edit`, again)).status).toBe(303)
    expect(
      (await badr.send(`${path}/decide`, { number: '2', decision: 'approved', at: '2026-01-01T04:00' })).status,
    ).toBe(303)
    expect(await read.get('KW/news/journey')).toBeNull()
    expect((await badr.send(`${path}/schedule`, { number: '2', at: '' })).status).toBe(303)
    expect((await read.get('KW/news/journey'))?.record.title.ar).toBe('خبر عيد الفطر')
    expect(await noura.text(`${path}/difference?to=2`)).toContain('<ins>')
    expect((await badr.send(`${path}/retire`, {})).status).toBe(303)
    expect(await read.get('KW/news/journey')).toBeNull()
    const log = await badr.text('/en/staff/audit')
    for (const act of ['draft.create', 'version.returned', 'version.published', 'item.retired'])
      expect(log).toContain(act)
    expect(log).toContain('KW:noura')
    expect(log).not.toContain('Name of noura')
  })

  it('discard a draft that was never submitted, and only that', async () => {
    const path = await make('unwanted')
    expect(await noura.text(path)).toContain(`action="${path}/discard"`)
    expect(await badr.text(path)).not.toContain('/discard"')
    expect((await noura.send(`${path}/discard`, { revision: '1' })).status).toBe(409)
    expect((await noura.send(`${path}/discard`, { revision: '2' })).headers.get('location')).toBe('/ar/staff')
    expect(await noura.text('/ar/staff')).not.toContain(path)
    const asked = await make('asked')
    await noura.send(`${asked}/submit`, { revision: '2' })
    await noura.send(`${asked}/decide`, { number: '1', decision: 'taken-back' })
    expect(await noura.text(asked)).not.toContain('/discard"')
    const kept = await noura.send(`${asked}/discard`, { revision: await revisionIn(asked) })
    expect([kept.status, await kept.text()]).toEqual([409, expect.stringContaining('ITEM_KEPT')])
  })

  it('move blocks and add rows by submit buttons, and lose nothing that was typed', async () => {
    const path = await make('blocks')
    const press = async (act: string, fields: Readonly<Record<string, string>> = WHOLE) =>
      noura.send(`${path}/edit`, { ...fields, revision: await revisionIn(path), do: act })
    const added = await press('add:body:quote')
    expect(added.headers.get('location')).toBe(`${path}/edit#field-body-1`)
    const page = await noura.text(`${path}/edit`)
    expect(page).toContain('value="remove:body.1"')
    expect(page).toMatch(/<textarea[^>]*name="body\.1\.text\.ar"[^>]*lang="ar" dir="rtl"/)
    expect(page).toMatch(/<textarea[^>]*name="body\.1\.text\.en"[^>]*lang="en" dir="ltr"/)
    const two = { ...WHOLE, 'body.#': '2', 'body.1.type': 'quote', 'body.1.text.ar': 'قول' }
    await press('up:body.1', two)
    expect(await noura.text(`${path}/edit`)).toMatch(/name="body\.0\.type" value="quote"/)
  })

  it('are told what is missing at its place', async () => {
    const path = await make('gaps', { 'title.ar': 'عنوان' })
    const answer = await noura.send(`${path}/edit`, { 'title.ar': 'عنوان', revision: '2', do: 'submit' })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain('class="error-summary"')
    expect(page).toMatch(/href="#field-summary"/)
    expect(page).toMatch(/<fieldset class="field" id="field-summary" aria-describedby="field-summary-error"/)
    expect(await noura.text(path)).toContain('?check=1#field-licence')
  })
})

describe('an attacker', () => {
  it('without a session sees and does nothing', async () => {
    for (const path of ['', '/new', '/review', '/audit', '/items/news/journey', '/items/news/journey/edit']) {
      const answer = await desk.app.request(`${ORIGIN}/ar/staff${path}`)
      expect([path, answer.status]).toEqual([path, 303])
      expect(answer.headers.get('location')).toMatch(/^\/ar\/staff\/sign-in\?to=/)
    }
    const post = await desk.app.request(`${ORIGIN}/ar/staff/new`, { method: 'POST', body: new FormData() })
    expect([post.status, await post.text()]).toEqual([401, expect.stringContaining('NOT_SIGNED_IN')])
  })

  it.each(['x', 'A'.repeat(43), ''])('with a forged session %j is led to sign in', async (secret) => {
    const answer = await desk.app.request(`${ORIGIN}/ar/staff`, { headers: { cookie: `rabt-staff=${secret}` } })
    expect(answer.status).toBe(303)
  })

  it('without the token of the session, or from another site, changes nothing', async () => {
    for (const [fields, origin] of [
      [{ csrf: '' }, ORIGIN],
      [{ csrf: 'A'.repeat(43) }, ORIGIN],
      [{}, 'https://evil.example'],
      [{}, 'null'],
    ] as const) {
      const answer = await noura.send('/ar/staff/new', { kind: 'news', slug: 'forged', ...fields }, origin)
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('FORM_FORGED')])
    }
    expect((await noura.get('/ar/staff/items/news/forged')).status).toBe(404)
  })

  it('of another state finds no item of this one', async () => {
    const path = await make('ours')
    await noura.send(`${path}/submit`, { revision: '2' })
    expect((await saad.get(path)).status).toBe(404)
    expect((await saad.get(`${path}/edit`)).status).toBe(404)
    expect(
      (await saad.send(`${path}/edit`, { ...WHOLE, revision: '3', tenant: 'KW', id: 'KW/news/ours' })).status,
    ).toBe(404)
    expect((await saad.send(`${path}/decide`, { number: '1', decision: 'approved' })).status).toBe(404)
    expect((await saad.send(`${path}/retire`, {})).status).toBe(404)
    expect(await saad.text('/ar/staff')).not.toContain('خبر')
    expect(await saad.text('/ar/staff/review')).not.toContain('خبر')
    expect(await saad.text('/ar/staff/audit')).not.toContain('KW/')
  })

  it('with a role of the form alone does not review', async () => {
    const path = await make('roles')
    await noura.send(`${path}/submit`, { revision: '2' })
    const answer = await noura.send(`${path}/decide`, { number: '1', decision: 'approved', roles: 'reviewer' })
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('ROLE_MISSING')])
    expect((await noura.get('/ar/staff/audit')).status).toBe(403)
  })

  it('sends stale, nonsensical and huge forms in vain', async () => {
    const path = await make('stale')
    for (const [fields, status] of [
      [{ ...WHOLE, revision: '1' }, 409],
      [{ ...WHOLE, revision: '' }, 409],
      [{ ...WHOLE, revision: '2', do: 'add:__proto__' }, 422],
      [{ ...WHOLE, revision: '2', do: 'remove:body.99' }, 422],
      [{ ...WHOLE, revision: '2', 'title.ar': 'x'.repeat(12_000_000) }, 413],
    ] as const) {
      expect((await noura.send(`${path}/edit`, fields)).status).toBe(status)
    }
    for (const [fields, status] of [
      [{ number: 'x', decision: 'approved' }, 422],
      [{ number: '1', decision: 'published' }, 422],
      [{ number: '1', decision: 'approved' }, 409],
      [{ number: '1', decision: 'approved', at: '2020-01-01T00:00' }, 422],
      [{ number: '1', decision: 'approved', at: 'soon' }, 422],
    ] as const) {
      expect((await badr.send(`${path}/decide`, fields)).status).toBe(status)
    }
    expect(desk.failures).toEqual([])
  })

  it('writes markup that stays text', async () => {
    const path = await make('markup')
    expect(await noura.text(`${path}/edit`)).toContain('&lt;script&gt;alert(1)&lt;/script&gt;</textarea>')
    expect(await noura.text(path)).not.toContain('<script>alert')
  })
})

describe('files and tables', () => {
  it('go in and out by forms, and hostile ones are refused with the reason', async () => {
    const upload = (name: string, text: string) => noura.send('/ar/staff/media', { file: new File([text], name) })
    expect((await upload('numbers.csv', 'a,b\n1,2\n')).status).toBe(303)
    const page = await noura.text('/ar/staff/media')
    const address = /\/ar\/staff\/media\/[0-9a-f]{64}/.exec(page)?.[0] ?? ''
    const file = await noura.get(address)
    expect([
      file.headers.get('content-disposition'),
      file.headers.get('content-security-policy'),
      await file.text(),
    ]).toEqual(['attachment; filename="numbers.csv"', 'sandbox', 'a,b\n1,2\n'])
    expect((await saad.get(address)).status).toBe(422)
    const refused = await upload('picture.svg', '<svg onload="alert(1)"/>')
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('id="field-file-error"')])
    expect((await noura.send('/ar/staff/media', { file: 'text' })).status).toBe(422)
    const path = await make('exported', { ...WHOLE, 'title.ar': '=2+2' })
    expect(await noura.text('/ar/staff/tables/news.csv')).toContain(`"'=2+2"`)
    expect(await noura.text('/ar/staff/tables/items.json')).toContain('KW/news/exported')
    expect(await saad.text('/ar/staff/tables/items.json')).toBe('[]')
    const table = (text: string) => noura.send('/en/staff/tables', { table: new File([text], 'table.csv') })
    const done = await table('id,title.ar,colour\nKW/news/exported,x,red\n')
    expect([done.status, await done.text()]).toEqual([422, expect.stringContaining('Nothing was taken')])
    expect((await table('[')).status).toBe(422)
    expect(await noura.text(`${path}/edit`)).toContain('=2+2')
  })

  it('of the tenant are put on a record by its form', async () => {
    await noura.send('/ar/staff/new', { kind: 'document', slug: 'with-file' })
    const path = '/ar/staff/items/document/with-file'
    const edit = await noura.text(`${path}/edit`)
    const sha256 = /<option value="([0-9a-f]{64})"/.exec(edit)?.[1] ?? ''
    expect((await noura.send(`${path}/edit`, { revision: '1', do: 'attach', attachment: sha256 })).status).toBe(303)
    expect(await noura.text(`${path}/edit`)).toContain(`name="files.0.sha256" type="text" value="${sha256}"`)
    expect((await noura.send(`${path}/edit`, { revision: '2', do: 'attach', attachment: 'x' })).status).toBe(422)
  })
})

describe('the Secretariat', () => {
  it('records stages and promises; nobody else comes to that desk', async () => {
    const chief = await desk.signIn('chief', ['administrator'], 'GCC')
    const post = async (act: string, fields: Readonly<Record<string, string>>, by = chief) =>
      (await by.send(`/ar/staff/launch/${act}`, fields)).status
    const decision = { subject: 'section/news', stage: 'live', number: 'GCC/2026/1', on: '2026-01-01' }
    expect(await post('decide', decision)).toBe(303)
    expect(await post('decide', decision)).toBe(409)
    expect(await post('decide', { ...decision, number: '' })).toBe(422)
    expect(await post('decide', decision, badr)).toBe(403)
    expect(
      await post('promise', { about: 'section/news', ar: 'أخبار قطر', en: 'News of Qatar', due: '2026-02-01' }),
    ).toBe(303)
    const page = await chief.text('/en/staff/launch')
    const promise = /<option value="(\d+)"/.exec(page.slice(page.indexOf('name="promise"')))?.[1] ?? ''
    expect(page).toContain('News of Qatar (2026-02-01)')
    expect(await post('move', { promise, to: '2026-03-01', kept: '' })).toBe(303)
    expect(await post('move', { promise: 'x', to: '2026-03-01' })).toBe(422)
    expect((await badr.get('/ar/staff/launch')).status).toBe(403)
  })
})

describe('pages of staff', () => {
  it('are good HTML with direction and language, and are kept nowhere', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended', 'html-validate:document'],
      rules: RULES,
    })
    const path = await make('valid')
    for (const address of [
      '/ar/staff',
      '/en/staff/new',
      path,
      `${path}/edit?check=1`,
      `${path}/difference`,
      '/en/staff/review',
      '/ar/staff/media',
      '/en/staff/tables',
    ]) {
      const answer = await noura.get(address)
      const html = await answer.text()
      expect([address, answer.status, answer.headers.get('cache-control')]).toEqual([address, 200, 'no-store'])
      expect(html).toMatch(address.startsWith('/en') ? /<html lang="en" dir="ltr">/ : /<html lang="ar" dir="rtl">/)
      const { results } = await validator.validateString(html)
      expect([address, results.flatMap(({ messages }) => messages.map((it) => `${it.ruleId}: ${it.message}`))]).toEqual(
        [address, []],
      )
    }
  })

  it('lead in and out', async () => {
    const page = await (await desk.app.request(`${ORIGIN}/ar/staff/sign-in?to=/ar/staff/review`)).text()
    expect(page).toContain('/ar/staff/sign-in/kw?to=%2Far%2Fstaff%2Freview')
    const guest = await desk.signIn('guest', ['editor'])
    expect((await guest.get('/ar/staff')).status).toBe(200)
    expect((await guest.send('/ar/staff/sign-out', {})).status).toBe(303)
    expect((await guest.get('/ar/staff')).status).toBe(303)
    expect((await noura.get('/ar/staff/nothing')).status).toBe(404)
  })
})

/** As the public pages are checked (test/pages.test.ts). */
const RULES = {
  'long-title': 'off',
  'no-trailing-whitespace': 'off',
  'void-style': 'off',
  'attr-quotes': 'off',
  'doctype-style': 'off',
  'attribute-empty-style': 'off',
  'attribute-boolean-style': 'off',
  'require-sri': ['error', { target: 'crossorigin' }],
  // A group of checkboxes is one field of several values.
  'form-dup-name': ['error', { shared: ['radio', 'button', 'reset', 'submit', 'checkbox'] }],
} satisfies ConfigData['rules']
