import { messages, Notice, PageHead } from '@rabt/ui'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { feedback, feedbackLimiter } from '../../feedback/feedback.ts'
import type { FeedbackStore } from '../../feedback/store.ts'
import { LANGUAGES, type Language } from '../../record/text.ts'
import { Problem, type ProblemStatus } from '../problem.tsx'
import { Shell } from '../shell.tsx'
import type { Site } from '../site.ts'

const words = messages(
  { title: 'وصل رأيك', text: 'شكرًا. يقرؤه محررو البوابة مع عنوان الصفحة.', back: 'العودة إلى الصفحة' },
  {
    title: 'Your feedback has arrived',
    text: 'Thank you. The editors read it with the address of the page.',
    back: 'Back to the page',
  },
)

const MAX_BYTES = 16_384

/** Feedback of readers: sent from the portal's own pages, so much in a minute, and never more than a few words. */
export function feedbackRoutes(site: Site, store: FeedbackStore, addressOf: (env: unknown) => string): Hono {
  const app = new Hono()
  const take = feedbackLimiter(site.clock)
  for (const lang of LANGUAGES) {
    const path = `/${lang}/feedback`
    const problem = (status: ProblemStatus) => (
      <Problem status={status} lang={lang} baseUrl={site.baseUrl} shows={site.launch.shows} />
    )
    app.post(
      path,
      bodyLimit({ maxSize: MAX_BYTES, onError: (c) => c.html(problem(413), 413) }),
      csrf({ origin: (origin, c) => origin === new URL(c.req.url).origin || origin === site.baseUrl }),
      async (c) => {
        const parsed = feedback.safeParse(await c.req.parseBody().catch(() => ({})))
        if (!parsed.success || (parsed.data.useful === undefined && !parsed.data.text)) return c.html(problem(400), 400)
        if (!take(addressOf(c.env))) return c.html(problem(429), 429)
        await store.put(parsed.data, new Date(site.clock()))
        return c.redirect(`${path}?page=${encodeURIComponent(parsed.data.page)}`, 303)
      },
    )
    app.get(path, (c) => {
      const page = feedback.shape.page.safeParse(c.req.query('page'))
      return c.html(<Thanks site={site} lang={lang} back={page.success ? page.data : `/${lang}`} />)
    })
  }
  return app
}

function Thanks({ site, lang, back }: { readonly site: Site; readonly lang: Language; readonly back: string }) {
  const t = words[lang]
  return (
    <Shell
      lang={lang}
      baseUrl={site.baseUrl}
      shows={site.launch.shows}
      path="/feedback"
      title={t.title}
      unlisted
      noFeedback
    >
      <PageHead title={t.title} />
      <Notice tone="good" role="status">
        <p>{t.text}</p>
        <p>
          <a href={back}>{t.back}</a>
        </p>
      </Notice>
    </Shell>
  )
}
