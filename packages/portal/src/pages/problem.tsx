import { type Language, messages, Notice, PageHead } from '@rabt/ui'
import { Shell } from './shell.tsx'

const words = messages(
  {
    400: { title: 'لم نفهم الطلب', text: 'راجع ما أدخلته وأعد المحاولة.' },
    403: {
      title: 'غير مسموح',
      text: 'لم يأتِ هذا الإرسال من صفحة من صفحات البوابة. افتح الصفحة من جديد وأعد المحاولة.',
    },
    404: {
      title: 'لا توجد صفحة بهذا العنوان',
      text: 'ربما تغيّر العنوان أو سحبت الدولة ما كان فيه. ابحث عنه، أو ابدأ من الصفحة الرئيسية.',
    },
    413: { title: 'المُرسل أكبر مما نقبل', text: 'اختصره وأعد المحاولة.' },
    429: { title: 'إرسال كثير في وقت قصير', text: 'انتظر دقيقة ثم أعد المحاولة.' },
    500: { title: 'تعذّر عرض الصفحة', text: 'الخلل عندنا وقد سُجّل. أعد المحاولة بعد قليل.' },
    503: { title: 'البوابة لا تستطيع الإجابة الآن', text: 'أعد المحاولة بعد قليل. الخلل عندنا.' },
    search: 'البحث',
    home: 'الصفحة الرئيسية',
  },
  {
    400: { title: 'We did not understand the request', text: 'Check what you entered and try again.' },
    403: { title: 'Not allowed', text: 'This did not come from a page of the portal. Open the page again and retry.' },
    404: {
      title: 'There is no page at this address',
      text: 'The address may have changed, or the state withdrew what was there. Search for it, or begin at the home page.',
    },
    413: { title: 'More than we take', text: 'Shorten it and try again.' },
    429: { title: 'Too much in a short time', text: 'Wait a minute and try again.' },
    500: { title: 'The page could not be shown', text: 'The fault is ours and is recorded. Try again in a while.' },
    503: { title: 'The portal cannot answer now', text: 'Try again in a while. The fault is ours.' },
    search: 'Search',
    home: 'Home page',
  },
)

export type ProblemStatus = 400 | 403 | 404 | 413 | 429 | 500 | 503

/** What went wrong, who must act, and where to go. */
export function Problem({
  status,
  lang,
  baseUrl,
  shows,
}: {
  readonly status: ProblemStatus
  readonly lang: Language
  readonly baseUrl: string
  readonly shows: (path: string) => boolean
}) {
  const t = words[lang]
  const { title, text } = t[status]
  return (
    <Shell lang={lang} baseUrl={baseUrl} shows={shows} path="" title={title} unlisted noFeedback>
      <PageHead title={title} />
      <Notice tone={status >= 500 ? 'bad' : 'wait'}>
        <p>{text}</p>
        <p>
          <a href={`/${lang}/search`}>{t.search}</a> · <a href={`/${lang}`}>{t.home}</a>
        </p>
      </Notice>
    </Shell>
  )
}
