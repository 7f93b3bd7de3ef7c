import { closeBrowser } from '@rabt/ui/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, expectRight, type Lang, PHONE, type Visit, visit } from '../support/browse.ts'
import { type RunningPortal, runningPortal } from '../support/running-portal.ts'

const WORDS = {
  ar: {
    saved: 'حُفظت المسودة',
    submit: 'إرسال للمراجعة',
    approve: 'اعتماد',
    sendBack: 'إعادة إلى المحرر',
    schedule: 'تغيير موعد النشر',
    compare: 'الفرق عن السابقة',
    waiting: 'تنتظر النشر',
  },
  en: {
    saved: 'The draft is saved',
    submit: 'Submit for review',
    approve: 'Approve',
    sendBack: 'Return to the editor',
    schedule: 'Change the time of publication',
    compare: 'Difference from the one before',
    waiting: 'Waits for publication',
  },
} as const
const COOKIE = 'rabt-staff'

let portal: RunningPortal
beforeAll(async () => {
  portal = await runningPortal(['KW'])
})
afterAll(async () => {
  await closeBrowser()
  await portal.close()
  expect(portal.failures).toEqual([])
})

interface How {
  readonly width?: number
  readonly script?: boolean
  readonly scheme?: 'light' | 'dark'
  readonly tenant?: string
}

/** A browser that was signed in at the provider of a state, as this sample person. */
async function signedIn(person: string, lang: Lang, how: How = {}): Promise<Visit> {
  const { tenant = 'kw', width = DESKTOP, ...rest } = how
  const visited = await visit(portal.origin, { width, ...rest })
  const { page } = visited
  await visited.go(`/${lang}/staff`)
  expect(new URL(page.url()).pathname).toBe(`/${lang}/staff/sign-in`)
  await page.locator(`main a[href^="/${lang}/staff/sign-in/${tenant}?"]`).click()
  await page.locator(`button[value=sample-${person}]`).click()
  await page.waitForURL(`${portal.origin}/${lang}/staff`)
  return visited
}

/** What a visible button of a form does. */
const press = async ({ page }: Visit, act: string): Promise<void> => {
  await page.locator(`main .row button[name=do][value="${act}"]`).first().click()
}

/** Makes a news item and writes what it needs, by the keys of the form alone. */
async function writeNews(visited: Visit, lang: Lang, slug: string, title: string): Promise<string> {
  const { page } = visited
  await visited.go(`/${lang}/staff/new`)
  await page.locator('select[name=kind]').selectOption('news')
  await page.locator('input[name=slug]').fill(slug)
  await page.locator('main form button').last().click()
  await page.locator('[name="title.ar"]').fill(title)
  await page.locator('[name="title.en"]').fill('Hours in Ramadan')
  await page.locator('[name="summary.ar"]').fill('تعمل المراكز من التاسعة صباحًا <b>إلى</b> الثانية بعد الظهر.')
  await page.locator('[name=owner]').fill('KW/GOV/EGOV')
  await page.locator('[name=issued]').fill('2026-02-01')
  await page.locator('[name=on]').fill('2026-02-18')
  await page.locator('select[name=licence]').selectOption('sample')
  await press(visited, 'add:body:paragraph')
  await page.locator('[name="body.0.text.ar"]').fill('فقرة **مهمة** أولى.')
  await press(visited, 'add:body:quote')
  await page.locator('[name="body.1.text.ar"]').fill('قول')
  await press(visited, 'up:body.1')
  return `/${lang}/staff/items/news/${slug}`
}

describe.each([
  { lang: 'ar', width: PHONE, script: false },
  { lang: 'en', width: DESKTOP, script: true },
] as const)('staff in $lang at $width pixels, script: $script', ({ lang, width, script }) => {
  const t = WORDS[lang]
  const slug = `ramadan-hours-${lang}`
  const title = 'مواعيد العمل في رمضان'
  let editor: Visit
  let reviewer: Visit
  let chief: Visit
  let here: string
  beforeAll(async () => {
    editor = await signedIn('editor', lang, { width, script })
    reviewer = await signedIn('reviewer', lang, { width, script })
    chief = await signedIn('chief', lang, { width, script })
  })
  afterAll(() => Promise.all([editor.close(), reviewer.close(), chief.close()]))

  it('an editor writes Arabic as text of its direction, moves blocks, and loses nothing', async () => {
    here = await writeNews(editor, lang, slug, title)
    const { page } = editor
    expect(await page.locator('[name="body.0.type"]').inputValue()).toBe('quote')
    expect(await page.locator('[name="body.1.text.ar"]').inputValue()).toBe('فقرة **مهمة** أولى.')
    expect(await page.locator('[name="title.ar"]').getAttribute('dir')).toBe('rtl')
    expect(await page.locator('[name="title.en"]').getAttribute('dir')).toBe('ltr')
    await press(editor, 'save')
    expect(await page.locator('main [role=status]').textContent()).toContain(t.saved)
    await editor.go(here)
    // What readers would see: words in bold, and what was typed as markup as it was typed.
    expect(await page.locator('main').getByText('مهمة', { exact: true }).count()).toBe(1)
    expect(await page.locator('main').getByText('<b>إلى</b>').count()).toBeGreaterThan(0)
  })

  it('an item that lacks something is not sent, and the summary leads to the place', async () => {
    const { page } = editor
    await editor.go(`${here}/edit`)
    await page.locator('[name="summary.ar"]').fill('')
    await press(editor, 'submit')
    const first = page.locator('.error-summary a').first()
    await first.click()
    expect(new URL(page.url()).hash).toMatch(/^#field-summary/)
    await page.locator('[name="summary.ar"]').fill('تعمل المراكز من التاسعة صباحًا.')
    await press(editor, 'save')
    expect(await page.locator('.error-summary').count()).toBe(0)
  })

  it('a form that is older than what another window saved is told so, and what was saved stays', async () => {
    const other = await editor.page.context().newPage()
    await other.goto(`${portal.origin}${here}/edit`)
    await editor.go(`${here}/edit`)
    await editor.page.locator('[name="title.en"]').fill('Saved first')
    await press(editor, 'save')
    await other.locator('[name="title.en"]').fill('Saved too late')
    await other.locator('main .row button[name=do][value=save]').first().click()
    expect(await other.locator('main').textContent()).toContain('FORM_STALE')
    await other.close()
    await editor.go(`${here}/edit`)
    expect(await editor.page.locator('[name="title.en"]').inputValue()).toBe('Saved first')
  })

  it('a forged form and a forged session do nothing', async () => {
    const context = editor.page.context()
    const send = (form: Record<string, string>, headers: Record<string, string> = {}) =>
      context.request.post(`${portal.origin}${here}/submit`, { form, headers, maxRedirects: 0 })
    await editor.go(`${here}/edit`)
    const csrf = await editor.page.locator('main input[name=csrf]').first().inputValue()
    expect((await send({ revision: '1', csrf: 'A'.repeat(43) })).status()).toBe(403)
    expect((await send({ revision: '1', csrf }, { origin: 'https://elsewhere.example' })).status()).toBe(403)
    const [cookie] = (await context.cookies()).filter(({ name }) => name === COOKIE)
    if (cookie === undefined) throw new Error('there is no cookie of the session')
    expect([cookie.httpOnly, cookie.sameSite]).toEqual([true, 'Lax'])
    const stranger = await visit(portal.origin, { width })
    await stranger.page.context().addCookies([{ ...cookie, value: `${cookie.value.slice(0, -3)}AAA` }])
    await stranger.go(here)
    expect(new URL(stranger.page.url()).pathname).toBe(`/${lang}/staff/sign-in`)
    await stranger.close()
    await editor.go(`/${lang}/staff?state=submitted`)
    expect(await editor.page.locator(`main a[href="${here}"]`).count()).toBe(0)
  })

  it('a second person sees the difference, and returns it with a reason', async () => {
    await editor.go(here)
    await editor.page.locator('main').getByRole('button', { name: t.submit }).click()
    await reviewer.go(`/${lang}/staff/review`)
    await reviewer.page.locator(`main a[href="${here}"]`).click()
    await reviewer.page.locator('[name=reason]').fill('اذكر مواعيد يوم الخميس')
    await reviewer.page.getByRole('button', { name: t.sendBack }).click()
    await editor.go(here)
    expect(await editor.page.locator('main').textContent()).toContain('اذكر مواعيد يوم الخميس')
    await editor.go(`${here}/edit`)
    await editor.page.locator('[name="title.ar"]').fill(`${title} ويوم الخميس`)
    await press(editor, 'submit')
    await reviewer.go(here)
    await reviewer.page.getByRole('link', { name: t.compare }).first().click()
    expect((await reviewer.page.locator('main ins').allTextContents()).join(' ')).toContain('الخميس')
  })

  it('approves it for a time, and nobody sees it before', async () => {
    const { page } = reviewer
    await reviewer.go(here)
    await page.locator('[name=at]').first().fill('2030-01-01T08:00')
    await page.getByRole('button', { name: t.approve, exact: true }).click()
    expect(await page.locator('main').textContent()).toContain(t.waiting)
    const reader = await visit(portal.origin, { width })
    const shown = `/${lang}/news/kw/${slug}`
    expect((await reader.go(shown)).status).toBe(404)
    await page.getByRole('button', { name: t.schedule }).click()
    await expect.poll(async () => (await reader.go(shown)).status, { timeout: 10_000 }).toBe(200)
    expect(await reader.page.locator('main').textContent()).toContain('فقرة')
    await reader.close()
  })

  it('nobody approves what they wrote', async () => {
    const own = await writeNews(chief, lang, `own-${slug}`, 'خبر الرئيس')
    const { page } = chief
    await press(chief, 'submit')
    await chief.go(own)
    expect(await page.getByRole('button', { name: t.approve, exact: true }).count()).toBe(0)
    const csrf = await page.locator('main input[name=csrf]').first().inputValue()
    const answer = await page.context().request.post(`${portal.origin}${own}/decide`, {
      form: { csrf, number: '1', decision: 'approved' },
      maxRedirects: 0,
    })
    expect([answer.status(), await answer.text()]).toEqual([403, expect.stringContaining('OWN_WORK')])
  })
})

describe('a file', () => {
  it('is brought, checked, and attached to a document; what is no file of its kind is refused with a word', async () => {
    const editor = await signedIn('editor', 'ar')
    const { page } = editor
    const bring = async (name: string, mimeType: string, text: string): Promise<void> => {
      await editor.go('/ar/staff/media')
      await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(text) })
      await page.locator('main form button').first().click()
    }
    await bring('guide.pdf', 'application/pdf', '<script>alert(1)</script>')
    expect(await page.locator('#field-file-error, .error-summary, [id$=-error]').first().isVisible()).toBe(true)
    await bring('hours.csv', 'text/csv', 'اليوم,الساعة\nالأحد,9\n')
    expect(await page.locator('table#files').textContent()).toContain('hours.csv')
    await editor.go('/ar/staff/new')
    await page.locator('select[name=kind]').selectOption('document')
    await page.locator('input[name=slug]').fill('hours')
    await page.locator('main form button').last().click()
    await page.locator('select[name=attachment]').selectOption({ label: 'hours.csv' })
    await page.locator('button[name=do][value=attach]').click()
    expect(await page.locator('[name="files.0.name"]').inputValue()).toBe('hours.csv')
    await editor.close()
  })
})

describe.each([
  ['ar', 0],
  ['en', 1],
] as const)('pages of staff in %s', (lang, odd) => {
  const open: Visit[] = []
  let phone: Visit
  let desktop: Visit
  beforeAll(async () => {
    phone = await signedIn('administrator', lang, { width: PHONE })
    desktop = await signedIn('chief', lang, { width: DESKTOP, scheme: 'dark' })
    open.push(phone, desktop)
    await writeNews(desktop, lang, `checked-${lang}`, 'خبر للفحص')
    await press(desktop, 'submit')
  })
  afterAll(() => Promise.all(open.map((each) => each.close())))

  it.each(
    [
      '/staff',
      '/staff/new',
      '/staff/review',
      '/staff/media',
      '/staff/tables',
      '/staff/account',
      '/staff/sign-in',
      `/staff/items/news/checked-${lang}`,
      `/staff/items/news/checked-${lang}/difference`,
    ].map((path, at) => [path, at] as const),
  )('%s is right', async (path, at) => {
    await expectRight(at % 2 === odd ? phone : desktop, lang, `/${lang}${path}`)
  })

  it('the form of an item is right, also with everything that is missing', async () => {
    await desktop.go(`/${lang}/staff/new`)
    await desktop.page.locator('select[name=kind]').selectOption('service')
    await desktop.page.locator('input[name=slug]').fill(`form-${lang}`)
    await desktop.page.locator('main form button').last().click()
    const path = `/${lang}/staff/items/service/form-${lang}/edit?check=1`
    await expectRight(lang === 'ar' ? phone : desktop, lang, path)
  })

  it('the log is right, for administrators alone, and so is the refusal', async () => {
    await expectRight(phone, lang, `/${lang}/staff/audit`)
    await expectRight(desktop, lang, `/${lang}/staff/audit`, 403)
  })

  it('the desk of the launch is right', async () => {
    const secretariat = await signedIn('administrator', lang, { tenant: 'gcc', width: PHONE, scheme: 'dark' })
    open.push(secretariat)
    await expectRight(secretariat, lang, `/${lang}/staff/launch`)
  })
})
