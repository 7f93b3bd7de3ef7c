import type { PortalErrorRow } from './row.ts'

/** Drafts, review and publication. */
export const CONTENT_ERRORS = {
  ITEM_UNKNOWN: {
    side: 'editor',
    status: 404,
    en: 'There is no such item among the content of your state. Look it up in the list.',
    ar: 'لا توجد هذه المادة ضمن محتوى دولتك. ابحث عنها في القائمة.',
  },
  ITEM_EXISTS: {
    side: 'editor',
    status: 409,
    en: 'There is an item {id} already. Edit that one, or choose another short name.',
    ar: 'المادة {id} موجودة من قبل. حرّرها أو اختر اسمًا مختصرًا آخر.',
  },
  ITEM_FROM_NETWORK: {
    side: 'editor',
    status: 403,
    en: '{id} comes from the state over the network and is not edited here. Change it in the state’s own system.',
    ar: 'تصل المادة {id} من الدولة عبر الشبكة ولا تُحرَّر هنا. عدّلها في نظام الدولة نفسها.',
  },
  FORM_STALE: {
    side: 'editor',
    status: 409,
    en: 'Somebody changed this item after you opened the form. Look at the difference, then make your change again.',
    ar: 'غيّر شخص آخر هذه المادة بعد أن فتحت النموذج. اطّلع على الفرق ثم أعد تعديلك.',
  },
  ITEM_SUBMITTED: {
    side: 'editor',
    status: 409,
    en: 'The item is with a reviewer. Take it back first if you want to change it.',
    ar: 'المادة قيد المراجعة. استرجعها أولًا إن أردت تعديلها.',
  },
  ITEM_KEPT: {
    side: 'editor',
    status: 409,
    en: 'This item was submitted for review once, so it stays. What is out can be retired.',
    ar: 'أُرسلت هذه المادة للمراجعة من قبل فتبقى. ويمكن سحب ما نُشر منها.',
  },
  RECORD_INCOMPLETE: {
    side: 'editor',
    status: 422,
    en: 'The item is not complete: {count} places need your attention. They are listed with the form.',
    ar: 'المادة غير مكتملة: {count} من المواضع تحتاج إلى عنايتك، وهي مذكورة مع النموذج.',
  },
  OWN_WORK: {
    side: 'reviewer',
    status: 403,
    en: 'You wrote at this version, so another person must approve it.',
    ar: 'شاركت في كتابة هذه النسخة، فيجب أن يعتمدها شخص آخر.',
  },
  VERSION_DECIDED: {
    side: 'reviewer',
    status: 409,
    en: 'This version was decided already. Look at its history.',
    ar: 'صدر قرار في هذه النسخة من قبل. اطّلع على سجلها.',
  },
  REASON_MISSING: {
    side: 'reviewer',
    status: 422,
    en: 'Say why you return the version, in at most 2 000 characters.',
    ar: 'اذكر سبب إعادة النسخة في ما لا يزيد على ٢٠٠٠ حرف.',
  },
  TIME_WRONG: {
    side: 'reviewer',
    status: 422,
    en: 'The time is not readable or lies in the past. Give date and hour.',
    ar: 'الوقت غير مقروء أو مضى. اكتب التاريخ والساعة.',
  },
  PUBLISH_CONFLICT: {
    side: 'administrator',
    status: 409,
    en: 'The state itself sends {id} over the network now, so the editor’s version was not published. Retire one of them.',
    ar: 'ترسل الدولة نفسها المادة {id} عبر الشبكة الآن، فلم تُنشر نسخة المحرر. اسحب إحداهما.',
  },
  RECORD_INVALID: {
    side: 'editor',
    status: 422,
    en: 'The approved version no longer fits the form of a record and was not published. Edit it and submit it again.',
    ar: 'لم تعد النسخة المعتمدة مطابقة لصيغة السجل فلم تُنشر. عدّلها وأرسلها مرة أخرى.',
  },
} as const satisfies Record<string, PortalErrorRow>
