import type { Article } from './article.ts'

export const privacy: Article = {
  path: 'privacy',
  title: { ar: 'الخصوصية', en: 'Privacy' },
  summary: {
    ar: 'ما الذي تحفظه البوابة عنك: أقل ما يمكن.',
    en: 'What the portal keeps about you: as little as can be.',
  },
  body: [
    {
      type: 'list',
      ordered: false,
      items: [
        {
          ar: 'لا تضع الصفحات العامة ملفات ارتباط، ولا تتبعك، ولا تطلب شيئا من مواقع أخرى: الخطوط والبرامج من هذا الموقع نفسه.',
          en: 'Public pages set no cookies, do not track you and ask nothing of other sites: fonts and scripts are from this very site.',
        },
        {
          ar: 'عبارات البحث لا تُسجل.',
          en: 'What you search for is not logged.',
        },
        {
          ar: 'العدادات تعدّ الصفحات لا الأشخاص.',
          en: 'Counters count pages, not people.',
        },
        {
          ar: 'الرأي الذي ترسله يُحفظ مع عنوان الصفحة ووقته، دون اسمك ولا عنوانك على الشبكة. لا تكتب فيه بيانات شخصية.',
          en: 'Feedback that you send is kept with the address of the page and the time, without your name or network address. Do not write personal data in it.',
        },
        {
          ar: 'موظفو الدول يدخلون بهوية دولتهم، وتُحفظ أفعالهم في سجل تدقيق.',
          en: 'Staff of the states sign in with the identity of their state, and their acts are kept in an audit log.',
        },
      ],
    },
  ],
}
