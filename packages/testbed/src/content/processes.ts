import type { Text } from '../federation/text.ts'

/** How the kinds of service go, step by step; the step of a service's own comes second. */
export const PROCESSES: Readonly<Record<string, readonly Text[]>> = {
  ask: [
    { ar: 'ادخل عبر {login} أو أدخل الرقم المطلوب.', en: 'sign in with {login}, or enter the number asked for.' },
    {
      ar: 'تُعرض النتيجة في الحال، ويمكن حفظها أو طباعتها.',
      en: 'the result shows at once and can be saved or printed.',
    },
    {
      ar: 'إن كان مبلغ مستحقًا فسدّده إلكترونيًا وتسلّم الإيصال.',
      en: 'if an amount is due, pay it online and take the receipt.',
    },
  ],
  renew: [
    { ar: 'ادخل عبر {login} واختر ما تريد تجديده.', en: 'sign in with {login} and choose what to renew.' },
    {
      ar: 'راجع البيانات المجلوبة من سجلات الجهات وصحّح ما تغيّر.',
      en: 'check the data taken from the registers and correct what has changed.',
    },
    { ar: 'سدّد الرسم إلكترونيًا.', en: 'pay the fee online.' },
    {
      ar: 'تصلك النسخة الرقمية في الحال، والبطاقة إلى عنوانك إن وُجدت.',
      en: 'the digital copy comes at once, and the card, if there is one, to your address.',
    },
  ],
  apply: [
    { ar: 'ادخل عبر {login} واملأ الطلب.', en: 'sign in with {login} and fill in the request.' },
    { ar: 'أرفق ما لم تجده الجهة لدى الجهات الأخرى.', en: 'attach what the agency did not find at other agencies.' },
    {
      ar: 'تدرس الجهة الطلب، ويُشعَر صاحبه بكل خطوة.',
      en: 'the agency considers the request and tells you of each step.',
    },
    {
      ar: 'تسلّم الوثيقة إلكترونيًا بعد سداد الرسم إن وُجد.',
      en: 'receive the document online once the fee, if any, is paid.',
    },
  ],
  permit: [
    {
      ar: 'ادخل عبر {login} باسم المنشأة أو باسمك.',
      en: 'sign in with {login}, for the establishment or for yourself.',
    },
    { ar: 'حدّد النشاط أو الغرض وأرفق المستندات.', en: 'name the activity or purpose and attach the documents.' },
    {
      ar: 'تُؤخذ موافقات الجهات الأخرى عبر شبكة الربط دون مراجعتها.',
      en: 'other agencies approve over the network; no visit to them is needed.',
    },
    { ar: 'سدّد الرسم.', en: 'pay the fee.' },
    { ar: 'يصدر الترخيص برمز يُتحقق منه.', en: 'the permit is issued with a code by which it can be verified.' },
  ],
  inspect: [
    { ar: 'قدّم الطلب إلكترونيًا مع المخططات والمستندات.', en: 'apply online, with plans and documents.' },
    { ar: 'سدّد الرسم واختر موعد المعاينة.', en: 'pay the fee and choose the time of the inspection.' },
    { ar: 'يعاين المفتش الموقع ويسجّل ملاحظاته أمامك.', en: 'the inspector visits and records findings before you.' },
    {
      ar: 'عالج الملاحظات إن وُجدت ثم اطلب إعادة المعاينة.',
      en: 'mend what was found, if anything, and ask for another visit.',
    },
    { ar: 'تصدر الشهادة إلكترونيًا.', en: 'the certificate is issued online.' },
  ],
  appointment: [
    { ar: 'اختر المركز والموعد المناسب.', en: 'choose the centre and a time that suits.' },
    {
      ar: 'يصلك تذكير قبل الموعد بيوم، ويمكن تعديله أو إلغاؤه.',
      en: 'a reminder comes a day before; the time can be moved or cancelled.',
    },
    { ar: 'احضر في الموعد مع الوثائق المذكورة.', en: 'come at that time with the documents listed.' },
    { ar: 'تسلّم النتيجة أو الوثيقة إلكترونيًا.', en: 'receive the result or document online.' },
  ],
  exam: [
    { ar: 'قدّم الطلب وأرفق المؤهلات.', en: 'apply and attach the qualifications.' },
    {
      ar: 'يُتحقق من المؤهلات لدى الجهة التي أصدرتها.',
      en: 'the qualifications are verified with whoever issued them.',
    },
    { ar: 'احجز موعد الاختبار واحضره.', en: 'book the examination and sit it.' },
    {
      ar: 'تُعلن النتيجة في حسابك، ويصدر الترخيص أو القرار لمن اجتاز.',
      en: 'the result is shown in your account; whoever passed receives the licence or decision.',
    },
  ],
  certify: [
    {
      ar: 'ادخل عبر {login} واختر الشهادة والجهة التي تُقدَّم إليها.',
      en: 'sign in with {login}; choose the certificate and for whom it is.',
    },
    { ar: 'سدّد الرسم إن وُجد.', en: 'pay the fee, if any.' },
    {
      ar: 'تصدر الشهادة موقّعة رقميًا، ويتحقق منها من يتسلّمها بالرمز.',
      en: 'the certificate is issued, digitally signed; whoever receives it verifies it by its code.',
    },
  ],
  object: [
    { ar: 'ادخل عبر {login} واختر القرار أو الموضوع.', en: 'sign in with {login} and choose the decision or matter.' },
    { ar: 'اكتب الأسباب وأرفق ما يؤيدها.', en: 'give the reasons and attach what supports them.' },
    { ar: 'تُسمع أقوال الطرف الآخر خلال مدة محددة.', en: 'the other side is heard within a set time.' },
    { ar: 'يصلك القرار مسبّبًا مع طريق الطعن فيه.', en: 'the decision comes with its reasons and how to contest it.' },
  ],
  report: [
    { ar: 'حدّد الموقع على الخريطة وصِف ما حدث.', en: 'mark the place on the map and describe what happened.' },
    { ar: 'أضف صورة إن أمكن.', en: 'add a picture if you can.' },
    { ar: 'يصلك رقم تتابع به ما اتُّخذ.', en: 'you receive a number by which to follow what is done.' },
  ],
  support: [
    { ar: 'ادخل عبر {login} واملأ الطلب.', en: 'sign in with {login} and fill in the request.' },
    {
      ar: 'تُجلب بيانات الدخل والأسرة من الجهات بموافقتك.',
      en: 'data on income and family are taken from the agencies with your consent.',
    },
    {
      ar: 'تدرس اللجنة الحالة وقد تطلب زيارة أو مستندًا.',
      en: 'the board considers the case and may ask for a visit or a document.',
    },
    {
      ar: 'يصلك القرار مسبّبًا، ولك التظلم منه خلال ستين يومًا.',
      en: 'the decision comes with its reasons; you may contest it within sixty days.',
    },
    { ar: 'يُحوَّل ما تقرر إلى حسابك المصرفي.', en: 'what was decided is paid into your bank account.' },
  ],
  proactive: [
    {
      ar: 'لا يلزم طلب: تُشعَر الجهة بالواقعة عبر شبكة الربط.',
      en: 'no request is needed: the agency hears of the event through the network.',
    },
    { ar: 'راجع البيانات في حسابك وأكّدها أو صحّحها.', en: 'check the data in your account; confirm or correct them.' },
    { ar: 'تصلك الوثيقة أو الخدمة تلقائيًا.', en: 'the document or service comes by itself.' },
  ],
}
