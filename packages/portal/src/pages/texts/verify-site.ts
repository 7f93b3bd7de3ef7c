import type { Article } from './article.ts'

export const verifySite: Article = {
  path: 'verify-site',
  title: { ar: 'كيف تتحقق من أن هذا الموقع رسمي؟', en: 'How do you verify that this site is official?' },
  summary: {
    ar: 'عنوان الموقع، ثم الإثبات الذي تحمله كل صفحة.',
    en: 'The address of the site, then the proof that each page carries.',
  },
  body: [
    {
      type: 'list',
      ordered: true,
      items: [
        {
          ar: 'انظر إلى عنوان الصفحة في المتصفح: يجب أن يكون العنوان الذي أعلنته الأمانة العامة، وأن يبدأ الاتصال مشفرا.',
          en: 'Look at the address in the browser: it must be the one that the General Secretariat announced, and the connection must be encrypted.',
        },
        {
          ar: 'افتح رابط «الإثبات» في أسفل صفحة جاءت من الشبكة، ونزّل ملفه.',
          en: 'Open the link “proof” at the foot of a page that came over the network, and download its file.',
        },
        {
          ar: 'تحقق من الملف على جهازك دون اتصال بالأمر rabt verify وجذر الثقة الذي نشرته دولتك: يقول لك أي دولة أجابت ومتى، وأن الإجابة لم تتغير.',
          en: 'Verify the file on your own machine, offline, with rabt verify and the root of trust that your state published: it says which state answered and when, and that the answer was not altered.',
        },
      ],
    },
    {
      type: 'paragraph',
      text: {
        ar: 'لا تطلب البوابة منك كلمة سر ولا رقم بطاقة. من يطلبهما باسمها فليس هي.',
        en: 'The portal never asks you for a password or a card number. Whoever does in its name is not the portal.',
      },
    },
  ],
}
