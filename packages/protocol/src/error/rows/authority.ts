import type { ErrorRow } from '../row.ts'

const shared = { side: 'client', xroad: 'InternalError', modern: 'internal_error' } as const

/** Answers of a state's authority to those who ask for changes, certificates or the writing of the directory. */
export const AUTHORITY_ERRORS = {
  FOUR_EYES: {
    ...shared,
    en: 'Request {request} was made by you: another person must decide on it.',
    ar: 'الطلب {request} قدّمته أنت، فالبتّ فيه لشخص آخر.',
  },
  REQUEST_STATE: {
    ...shared,
    en: 'Request {request} is {state}: {act} is not possible any more. Load it again and look.',
    ar: 'حالة الطلب {request} هي {state}، فلم يعد {act} ممكناً. أعد تحميله وراجعه.',
  },
  REQUEST_SUPERSEDED: {
    ...shared,
    en: 'What request {request} would change has been changed since it was made. Make it anew from what is there now.',
    ar: 'ما يريد الطلب {request} تغييره قد تغيّر منذ تقديمه. قدّمه من جديد على ما هو قائم الآن.',
  },
  DECISION_MISSING: {
    ...shared,
    en: 'A request of kind {kind} needs the number of the decision that allows it.',
    ar: 'الطلب من النوع {kind} يلزمه رقم القرار الذي يجيزه.',
  },
  REQUEST_DIFFERS: {
    ...shared,
    en: 'Request {request} has another content than the one of this digest. Load it again and read what you decide on.',
    ar: 'محتوى الطلب {request} غير المحتوى الذي له هذه البصمة. أعد تحميله واقرأ ما تبتّ فيه.',
  },
  NAME_FOREIGN: {
    ...shared,
    en: '{name} is not of {state}: a state registers only what is its own.',
    ar: '{name} ليس من {state}: لا تسجّل الدولة إلا ما هو لها.',
  },
  NAME_RESERVED: {
    ...shared,
    en: '{name} bears a reserved name. Choose another one.',
    ar: '{name} يحمل اسماً محجوزاً. اختر غيره.',
  },
  NAME_LOOKS_ALIKE: {
    ...shared,
    en: '{name} looks like {other}: one would be taken for the other. Choose another one.',
    ar: '{name} يشبه {other} فيُظن هذا ذاك. اختر غيره.',
  },
  CHANGE_REFUSED: {
    ...shared,
    en: 'The register cannot be changed so: {reason}. Correct the request and make it anew.',
    ar: 'لا يمكن تغيير السجل على هذا النحو: {reason}. صحّح الطلب وقدّمه من جديد.',
  },
  PEOPLE_TOO_FEW: {
    ...shared,
    en: 'Fewer than two people who may decide would be left. Bring in another one first.',
    ar: 'لن يبقى شخصان يملكان البتّ. أدخِل شخصاً آخر أولاً.',
  },
  NOT_THE_WRITER: {
    ...shared,
    side: 'network',
    en: '{writer} writes the directory now. Wait until it has ended or take the writing over by a decision.',
    ar: 'يكتب {writer} الدليل الآن. انتظر حتى يفرغ أو تسلّم الكتابة بقرار.',
  },
  HAND_OVER_REFUSED: {
    ...shared,
    en: 'What a state handed over to be published is refused, and nothing was changed. The authority of that state must correct and sign it again. ({place}: {reason})',
    ar: 'رُفض ما سلّمته دولة للنشر ولم يتغيّر شيء. على هيئة تلك الدولة تصحيحه وتوقيعه من جديد. ({place}: {reason})',
  },
  DIRECTORY_FORKED: {
    ...shared,
    side: 'network',
    en: 'The directory shows two documents {document} of version {version}, both signed by the key of {state}. Its security officers must find out who else holds that key; the register is published again above.',
    ar: 'يُظهر الدليل وثيقتين {document} بالإصدار {version}، وكلتاهما موقعة بمفتاح {state}. على مسؤولي أمنها معرفة من يحمل المفتاح غيرهم، ويُنشر السجل من جديد فوقهما.',
  },
  REGISTER_BUSY: {
    ...shared,
    side: 'network',
    en: 'Another act holds the register of this authority. Nothing was changed: ask again in a moment.',
    ar: 'سجل هذه الهيئة مشغول بإجراء آخر، ولم يتغيّر شيء. أعد المحاولة بعد لحظات.',
  },
  CSR_INVALID: {
    ...shared,
    en: 'This is no certificate request (PKCS #10, DER) that its own P-256 or Ed25519 key signed, or it is for another key or name.',
    ar: 'هذا ليس طلب شهادة (PKCS #10 بصيغة DER) وقّعه مفتاحه من نوع P-256 أو Ed25519، أو هو لمفتاح أو اسم آخر.',
  },
  RENEWAL_REFUSED: {
    ...shared,
    en: 'This certificate is not renewed: it is not of this authority, has ended, was taken back, is of no kind that renews, or its key is not in the directory. Ask the authority of your state.',
    ar: 'لا تُجدَّد هذه الشهادة: ليست من هذه الهيئة، أو انتهت، أو سُحبت، أو ليست من نوع يُجدَّد، أو مفتاحها ليس في الدليل. راجع هيئة دولتك.',
  },
  RENEWAL_EARLY: {
    ...shared,
    en: 'This certificate still has more than two thirds of its life: renew it from {from} on.',
    ar: 'ما زال من عمر هذه الشهادة أكثر من ثلثيه: جدّدها ابتداءً من {from}.',
  },
  NONCE_INVALID: {
    ...shared,
    en: 'The nonce is unknown, was used already, or is too old. Fetch a new one and sign again.',
    ar: 'الرقم العشوائي (nonce) مجهول أو سبق استعماله أو قديم. اطلب رقماً جديداً ووقّع مرة أخرى.',
  },
} as const satisfies Record<string, ErrorRow>
