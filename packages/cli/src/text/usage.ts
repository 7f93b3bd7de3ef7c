import type { Text } from './text.ts'

/** Texts of `--help`. */
export const USAGE = {
  program: {
    en: 'Rabt: call services of other states, fetch the evidence of a call, verify it, look after this network.',
    ar: 'ربط: اطلب خدمات الدول الأخرى، واحصل على إثبات الطلب، وتحقق منه، واعتن بهذه الشبكة.',
  },
  help: { en: 'show this help', ar: 'عرض هذه المساعدة' },
  json: { en: 'print one JSON value for programs', ar: 'طباعة قيمة JSON واحدة للبرامج' },
  lang: { en: 'language of the output: ar or en', ar: 'لغة المخرجات: ar أو en' },
  state: { en: 'state whose gateway is asked, like KW', ar: 'الدولة التي تُسأل بوابتها، مثل KW' },
  call: { en: 'call a service through your own gateway', ar: 'طلب خدمة عبر بوابتك' },
  service: {
    en: 'service identifier with path and query: QA/GOV/MOI/traffic/violations?plate=12345',
    ar: 'معرّف الخدمة مع المسار والاستعلام: QA/GOV/MOI/traffic/violations?plate=12345',
  },
  as: { en: 'your subsystem: KW/GOV/MOI/traffic', ar: 'نظامك: KW/GOV/MOI/traffic' },
  method: { en: 'HTTP method (default GET, with data POST)', ar: 'طريقة HTTP (الافتراضي GET، ومع البيانات POST)' },
  header: {
    en: 'a header, like "Accept: application/json"; may be repeated',
    ar: 'ترويسة، مثل "Accept: application/json"؛ يمكن تكرارها',
  },
  data: { en: 'body, or @file, or @- for standard input', ar: 'متن الطلب، أو ‎@file، أو ‎@-‎ للمدخل القياسي' },
  url: { en: 'address of the gateway instead of the one in the home', ar: 'عنوان البوابة بدلا من العنوان المحفوظ' },
  cert: {
    en: "certificate of the calling system (PEM) for the gateway's HTTPS",
    ar: 'شهادة النظام الطالب (PEM) لاتصال HTTPS',
  },
  key: { en: 'its private key (PEM)', ar: 'مفتاحها الخاص (PEM)' },
  ca: { en: 'CA that the gateway must show (PEM)', ar: 'سلطة التصديق التي تثبت البوابة (PEM)' },
  timeout: { en: 'seconds to wait for the answer', ar: 'ثواني انتظار الجواب' },
  evidence: { en: 'write the evidence bundle of a call', ar: 'كتابة حزمة إثبات طلب' },
  requestId: { en: 'X-Road-Request-Id of the answer', ar: 'القيمة X-Road-Request-Id من الجواب' },
  output: { en: 'file to write, or - for standard output', ar: 'الملف المطلوب كتابته، أو - للمخرج القياسي' },
  verify: { en: 'verify an evidence bundle, offline', ar: 'التحقق من حزمة إثبات دون اتصال' },
  file: { en: 'evidence bundle', ar: 'حزمة الإثبات' },
  revocation: {
    en: 'signed revocations to judge it by, beside its own directories (docs/spec/revocation.md)',
    ar: 'وثائق إلغاء ثقة موقّعة يُحكم بها إلى جانب أدلّة الحزمة (docs/spec/revocation.md)',
  },
  root: {
    en: "the federation's root that you trust (default: root.json of the home)",
    ar: 'جذر الاتحاد الذي تثق به (الافتراضي root.json المحفوظ)',
  },
  keys: { en: 'the keys that a gateway signs with, and the next ones', ar: 'مفاتيح توقيع البوابة والمفاتيح التالية' },
  keysList: { en: 'show the keys and whether the directory lists them', ar: 'عرض المفاتيح وهل ينشرها الدليل' },
  keysNext: {
    en: 'make the next key; prints what the authority publishes',
    ar: 'إنشاء المفتاح التالي وطباعة ما تنشره الهيئة',
  },
  keysDrop: { en: 'take away a next key that is not published', ar: 'حذف مفتاح تالٍ لم يُنشر' },
  keyName: {
    en: 'lane, lane-pq, receipt, tls, or a member whose seal it is: KW/GOV/MOI',
    ar: 'lane أو lane-pq أو receipt أو tls، أو الجهة صاحبة الختم: KW/GOV/MOI',
  },
  conformance: {
    en: 'run the conformance run of your state with a partner',
    ar: 'تشغيل اختبار مطابقة دولتك مع شريك',
  },
  ownState: { en: 'your state, like AE', ar: 'دولتك، مثل AE' },
  with: {
    en: 'partner of the conformance run (default: the first live state)',
    ar: 'شريك الاختبار (الافتراضي أول دولة عاملة)',
  },
  report: { en: 'file for the signed report', ar: 'ملف التقرير الموقّع' },
  join: {
    en: 'take a state through its conformance run and trial to live, by decision',
    ar: 'نقل دولة بعد اختبار المطابقة إلى التجربة ثم العمل، بقرار',
  },
  revoke: {
    en: 'take a gateway, a member, a state or an agreement out, at once',
    ar: 'سحب بوابة أو جهة أو دولة أو اتفاقية فورا',
  },
  revokeKind: { en: 'gateway, member, state or agreement', ar: 'gateway أو member أو state أو agreement' },
  revokeId: { en: 'its identifier, like AE/GOV/MOI', ar: 'معرّفه، مثل AE/GOV/MOI' },
  revokeAs: {
    en: 'state that withdraws its acceptance of an agreement (default: its author withdraws the text)',
    ar: 'الدولة التي تسحب قبولها للاتفاقية (الافتراضي أن يسحب واضعها النص)',
  },
  board: { en: 'readiness of all states', ar: 'جاهزية كل الدول' },
  decision: { en: "number of the committee's decision that allows it", ar: 'رقم قرار اللجنة الذي يجيزه' },
  ceremony: {
    en: 'decide together: propose, sign offline, publish',
    ar: 'القرار المشترك: الاقتراح والتوقيع دون اتصال والنشر',
  },
  doctor: {
    en: 'look for what is wrong with this network and say who must act',
    ar: 'فحص الشبكة وبيان الخلل ومن عليه التصرف',
  },
} as const satisfies Record<string, Text>
