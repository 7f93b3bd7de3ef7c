import type { Article } from './article.ts'

export const accessibility: Article = {
  path: 'accessibility',
  title: { ar: 'إمكانية الوصول', en: 'Accessibility' },
  summary: {
    ar: 'كيف صُممت البوابة ليستعملها الجميع، وما الذي نعرف أنه ناقص، وكيف تخبرنا.',
    en: 'How the portal is made so that everyone can use it, what we know is missing, and how to tell us.',
  },
  body: [
    {
      type: 'paragraph',
      text: {
        ar: 'تسعى البوابة إلى المستوى AA من إرشادات WCAG 2.2. العربية لغة المصدر ومن اليمين إلى اليسار، والإنجليزية توأمها.',
        en: 'The portal aims at level AA of WCAG 2.2. Arabic is the source language, right to left; English is its twin.',
      },
    },
    {
      type: 'list',
      ordered: false,
      items: [
        {
          ar: 'كل صفحة تُقرأ وكل نموذج يُرسل دون تشغيل برامج في المتصفح.',
          en: 'Each page can be read and each form sent without scripts.',
        },
        {
          ar: 'لكل رسم بياني جدول بأرقامه، ولكل لون كلمة.',
          en: 'Each chart has a table of its figures, and each colour a word.',
        },
        {
          ar: 'كل ما يُنقر يُبلغ بلوحة المفاتيح، وعلامة التركيز ظاهرة، والأهداف لا تقل عن ٢٤ بكسل.',
          en: 'Whatever can be clicked can be reached by keyboard, focus is visible, and targets are at least 24 pixels.',
        },
        {
          ar: 'النصوص التي لم تُترجم بعد تظهر بلغتها وتُعلَن لغتها لقارئات الشاشة.',
          en: 'Texts that are not translated yet appear in their language, which is told to screen readers.',
        },
        {
          ar: 'تُفحص الصفحات الرئيسية آليا عند كل تغيير، باللغتين، على الهاتف والحاسوب، نهارا وليلا.',
          en: 'The main pages are checked by machine at each change, in both languages, on phone and desktop, in light and dark.',
        },
      ],
    },
    { type: 'heading', text: { ar: 'ما نعرف أنه ناقص', en: 'What we know is missing' } },
    {
      type: 'list',
      ordered: false,
      items: [
        {
          ar: 'وثائق PDF التي تنشرها الدول تأتي كما هي، وقد لا تكون موسومة لقارئات الشاشة.',
          en: 'PDF documents that states publish come as they are, and may not be tagged for screen readers.',
        },
        {
          ar: 'لم تُختبر البوابة بعد مع أشخاص من ذوي الإعاقة.',
          en: 'The portal has not been tried with people with disabilities yet.',
        },
      ],
    },
    { type: 'heading', text: { ar: 'أخبرنا', en: 'Tell us' } },
    {
      type: 'paragraph',
      text: {
        ar: 'إن منعك شيء من استعمال صفحة فاكتب لنا في خانة الرأي أسفلها، فهي تصل إلى الأمانة العامة مع عنوان الصفحة.',
        en: 'If something keeps you from using a page, write to us in the feedback box at its foot: it reaches the General Secretariat with the address of the page.',
      },
    },
  ],
}
