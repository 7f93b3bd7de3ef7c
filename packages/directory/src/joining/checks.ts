import type { Text } from '../view.ts'

/** Who observed it: the newcomer at its own gateway and authority, or the partner from outside. */
export type Observer = 'newcomer' | 'partner'

/** One check of a conformance run (docs/spec/conformance.md §3). */
export interface Check extends Text {
  readonly code: string
  readonly by: Observer
}

const check = (code: string, by: Observer, ar: string, en: string): Check => ({ code, by, ar, en })

/** The closed list, in the order in which a report gives it. */
export const CHECKS = [
  check(
    'identity.gateway',
    'newcomer',
    'البوابة بمفاتيحها كما يقول الدليل',
    'the gateway and its keys are as the directory says',
  ),
  check('identity.seals', 'newcomer', 'أختام الجهات كما يقول الدليل', "the members' seals are as the directory says"),
  check(
    'identity.ocsp',
    'partner',
    'شهادة البوابة سارية عند سلطة تصديقها',
    "the gateway's certificate is good at its authority (OCSP)",
  ),
  check('tls.version', 'partner', 'منفذ الربط يرفض TLS 1.2', 'the link port refuses TLS 1.2'),
  check(
    'tls.no-certificate',
    'partner',
    'منفذ الربط يرفض من لا شهادة له',
    'the link port refuses who has no certificate',
  ),
  check(
    'tls.foreign-ca',
    'partner',
    'منفذ الربط يرفض شهادة سلطة غريبة',
    'the link port refuses a certificate of an unlisted authority',
  ),
  check(
    'tls.unlisted-key',
    'partner',
    'منفذ الربط يرفض مفتاحًا ليس في الدليل',
    'the link port refuses a key that the directory does not list',
  ),
  check('clock.partner', 'newcomer', 'ساعة الهيئة متفقة مع ساعة الشريك', "the clock agrees with the partner's"),
  check(
    'clock.gateway',
    'newcomer',
    'ساعة البوابة متفقة مع ساعة الشريك',
    "the gateway's clock agrees with the partner's",
  ),
  check('link.out', 'newcomer', 'الربط قائم نحو الشريك', 'the link to the partner stands'),
  check('link.in', 'partner', 'الربط قائم من الشريك', 'the link from the partner stands'),
  check('consumer.small', 'newcomer', 'طلب صغير مُجاب', 'as consumer: a small call is answered'),
  check('consumer.large', 'newcomer', 'طلب بحجم 1 ميبيبايت مُجاب', 'as consumer: a call of 1 MiB is answered'),
  check('consumer.fault', 'newcomer', 'خطأ الخدمة يصل كما هو', "as consumer: the service's fault arrives as its own"),
  check(
    'consumer.slow',
    'newcomer',
    'طلب يتجاوز مهلته يُنهى في وقتها',
    'as consumer: a late answer ends at the deadline',
  ),
  check('provider.small', 'partner', 'تقديم: طلب صغير مُجاب', 'as provider: a small call is answered'),
  check('provider.large', 'partner', 'تقديم: طلب بحجم 1 ميبيبايت مُجاب', 'as provider: a call of 1 MiB is answered'),
  check(
    'provider.fault',
    'partner',
    'تقديم: خطأ الخدمة يصل كما هو',
    "as provider: the service's fault arrives as its own",
  ),
  check(
    'provider.slow',
    'partner',
    'تقديم: طلب يتجاوز مهلته يُنهى في وقتها',
    'as provider: a late answer ends at the deadline',
  ),
  check(
    'input.identifiers',
    'newcomer',
    'المعرّفات الخاطئة مرفوضة برمز',
    'malformed identifiers are refused with a code',
  ),
  check('input.headers', 'newcomer', 'الترويسات الخاطئة مرفوضة برمز', 'malformed headers are refused with a code'),
  check(
    'input.edge-octets',
    'newcomer',
    'البايتات المعادية على منفذ المستهلك لا تضر',
    "hostile octets at the consumers' port do no harm",
  ),
  check(
    'input.link-octets',
    'partner',
    'البايتات المعادية على منفذ الربط لا تضر',
    'hostile octets at the link port do no harm',
  ),
  check(
    'evidence.consumer',
    'newcomer',
    'إثبات الطلب كاملٌ ويُتحقق منه',
    'the evidence of an own call is whole and verifies',
  ),
  check(
    'evidence.provider',
    'newcomer',
    'إثبات التقديم كاملٌ ويُتحقق منه',
    'the evidence of a call that was served is whole and verifies',
  ),
  check(
    'revocation.certificate',
    'newcomer',
    'شهادة ملغاة مرفوضة عند الشريك',
    'a certificate that was revoked is refused by the partner',
  ),
  check(
    'recovery.link',
    'newcomer',
    'بعد قطع الربط: لا طلب ضائع ولا مكرر',
    'after a cut of the link no call is lost, doubled or left hanging',
  ),
] as const satisfies readonly Check[]

/** By code. */
export const CHECK: ReadonlyMap<string, Check> = new Map(CHECKS.map((each) => [each.code, each]))

/** What was found, and what the operator of the newcomer should do. */
export interface Reason extends Text {
  readonly advice: Text
}

const reason = (ar: string, en: string, adviceAr: string, adviceEn: string): Reason => ({
  ar,
  en,
  advice: { ar: adviceAr, en: adviceEn },
})

const REACH = [
  'تأكد من عمل البوابة ومن أن عنوان منفذها في الدليل صحيح ومفتوح للشريك',
  'check that the gateway runs, and that its address in the directory is right and open to the partner',
] as const
const LINK_ADVICE = [
  'تحقق من عمل البوابتين: rabt doctor، ثم انظر سجل البوابة',
  "check that both gateways run (rabt doctor), then look into the gateway's log",
] as const
const REPORT_IT = [
  'خلل في البوابة: حدّثها، وإن تكرر فأبلغ القائمين على المشروع',
  'a fault of the gateway: update it; if it stays, report it to the project',
] as const

/** Why a check did not pass: closed codes. */
export const REASONS = {
  NOT_LISTED: reason(
    'لا يذكر الدليل هذه البوابة',
    'the directory does not list this gateway',
    'انشر وثيقتي الثقة والسجل: rabt join',
    'publish the trust and registry documents: rabt join',
  ),
  KEY_DIFFERS: reason(
    'مفتاح للبوابة يخالف المنشور في الدليل',
    "a key of the gateway differs from the directory's",
    'انشر المفاتيح الحالية، أو أعد المفاتيح المنشورة إلى مجلدها',
    'publish the present keys, or put the published ones back in their folder',
  ),
  KEYS_UNREADABLE: reason(
    'تعذرت قراءة مفاتيح البوابة أو شهاداتها',
    "the gateway's keys or certificates cannot be read",
    'شغّل الأمر بحساب من يملك المجلد',
    'run the command as the user who owns the home',
  ),
  CERTIFICATE_DIFFERS: reason(
    'الشهادة المعروضة على منفذ الربط ليست لمفتاح منشور',
    'the certificate at the link port is not of a published key',
    'جدد شهادة البوابة بمفتاحها المنشور',
    "renew the gateway's certificate with its published key",
  ),
  SEAL_DIFFERS: reason(
    'ختم جهة غير منشور أو غير سارٍ',
    'the seal of a member is not published or not valid',
    'أصدر شهادة الختم من سلطة التصديق وانشرها في السجل',
    'have the seal certified by the authority and publish it in the registry',
  ),
  OCSP_NOT_GOOD: reason(
    'سلطة التصديق لا تقول إن الشهادة سارية',
    'the authority does not call the certificate good',
    'جدد الشهادة، وتحقق من سجل سلطة التصديق',
    "renew the certificate, and look into the authority's register",
  ),
  OCSP_SILENT: reason(
    'لا يجيب خادم OCSP كما ينبغي',
    'the OCSP responder does not answer as it should',
    'شغّل خادم OCSP وافتح عنوانه للدول الأخرى',
    'run the responder and open its address to the other states',
  ),
  CONNECTION_ACCEPTED: reason('قُبل اتصال كان يجب رفضه', 'a connection was accepted that must be refused', ...REPORT_IT),
  NOT_REACHABLE: reason('لا يمكن الوصول إلى منفذ الربط', 'the link port cannot be reached', ...REACH),
  CLOCK_OFF: reason(
    'الساعة بعيدة عن ساعة الشريك',
    "the clock is far from the partner's",
    'اضبط الساعة من مصدر وقت موثوق (NTP)',
    'set the clock from a trusted source (NTP)',
  ),
  LINK_DOWN: reason('الربط غير قائم', 'the link does not stand', ...LINK_ADVICE),
  CALL_FAILED: reason('لم يُجَب الطلب', 'the call was not answered', ...LINK_ADVICE),
  ANSWER_DIFFERS: reason('الجواب ليس ما أُرسل', 'the answer is not what was sent', ...REPORT_IT),
  FAULT_NOT_MAPPED: reason(
    'خطأ الخدمة لم يصل بحالته',
    "the service's fault did not arrive with its status",
    ...REPORT_IT,
  ),
  DEADLINE_MISSED: reason('لم يُنهَ الطلب في مهلته', 'the call did not end at its deadline', ...REPORT_IT),
  BAD_INPUT_ACCEPTED: reason('قُبل مدخل خاطئ', 'bad input was accepted', ...REPORT_IT),
  BAD_INPUT_UNTYPED: reason('رُفض مدخل خاطئ بلا رمز', 'bad input was refused without a code', ...REPORT_IT),
  OCTETS_UNANSWERED: reason(
    'بقي اتصال مفتوحًا بعد بايتات معادية',
    'a connection stayed open after hostile octets',
    ...REPORT_IT,
  ),
  BROKEN_AFTERWARDS: reason(
    'توقفت الخدمة بعد مدخل معادٍ',
    'the gateway did not go on after hostile input',
    ...REPORT_IT,
  ),
  EVIDENCE_MISSING: reason('لا إثبات للطلب', 'there is no evidence of the call', ...LINK_ADVICE),
  EVIDENCE_INVALID: reason(
    'الإثبات لا يجتاز التحقق بالجذر الموثوق',
    'the evidence does not verify from the trusted root',
    ...REPORT_IT,
  ),
  EVIDENCE_INCOMPLETE: reason('ينقص الإثبات شيء', 'something is missing from the evidence', ...LINK_ADVICE),
  SPARE_NOT_ISSUED: reason(
    'لم تصدر سلطة التصديق شهادة للاختبار أو لم تلغها',
    'the authority did not issue or revoke a certificate for the test',
    'تأكد من عمل هيئتك: واجهتها وسلطة تصديقها',
    'check that your authority runs: its API and its CA',
  ),
  SPARE_REFUSED: reason(
    'رُفضت شهادة سارية، فلا يثبت رفض الملغاة شيئًا',
    'a good certificate was refused, so the refusal of a revoked one proves nothing',
    ...LINK_ADVICE,
  ),
  REVOKED_ACCEPTED: reason(
    'قُبلت شهادة ملغاة',
    'a revoked certificate was accepted',
    'خلل عند الشريك أو في خادم OCSP: أبلغ الطرفين',
    'a fault of the partner or of the OCSP responder: tell both',
  ),
  CUT_FAILED: reason('تعذر قطع الربط للاختبار', 'the link could not be cut for the test', ...LINK_ADVICE),
  CALL_HUNG: reason('طلب بلا جواب ولا خطأ', 'a call ended with neither an answer nor an error', ...REPORT_IT),
  CALL_DOUBLED: reason('نُفّذ طلب مرتين', 'a call was run twice', ...REPORT_IT),
  CALL_LOST: reason('أُجيب طلب لم تنفذه الخدمة', 'a call was answered that the service never ran', ...REPORT_IT),
  LANES_STOPPED: reason('لم يعد التبادل بعد القطع', 'exchange did not go on after the cut', ...LINK_ADVICE),
  PARTNER_SILENT: reason(
    'لم يجب الشريك',
    'the partner did not answer',
    'اختر شريكًا آخر بالخيار ‎--partner‎، أو أعد المحاولة',
    'choose another partner with --partner, or try again',
  ),
  TIMED_OUT: reason('انقضى وقت الفحص', 'the time of the check was over', ...LINK_ADVICE),
  FAILED: reason('تعذر إجراء الفحص', 'the check could not be made', ...LINK_ADVICE),
  NOT_RUN: reason(
    'لم يُجرَ لأن ما قبله لم يجتز',
    'it was not made, since what it stands on did not pass',
    'أصلح ما قبله ثم أعد التشغيل',
    'mend what failed first, then run again',
  ),
} as const satisfies Readonly<Record<string, Reason>>

export type ReasonCode = keyof typeof REASONS
