import { type ErrorCode, fillText, type Language, RabtError } from '@rabt/protocol'

interface Rule {
  readonly code: ErrorCode & `CEREMONY_${string}`
  readonly en: string
  readonly ar: string
}

/** Everything that a ceremony refuses, in words. `{...}` is filled from the error's params. */
export const RULES = {
  // The files themselves.
  'not-a-proposal': {
    code: 'CEREMONY_INVALID',
    en: 'it is not a whole, unchanged proposal: {cause}',
    ar: 'ليس مقترحا كاملا كما كُتب: {cause}',
  },
  'not-a-plan': {
    code: 'CEREMONY_INVALID',
    en: 'it is not a founding plan: {cause}',
    ar: 'ليس خطة تأسيس: {cause}',
  },
  'not-signatures': {
    code: 'CEREMONY_INVALID',
    en: 'it is not a whole, unchanged file of signatures: {cause}',
    ar: 'ليس ملف توقيعات كاملا كما كُتب: {cause}',
  },
  base: {
    code: 'CEREMONY_INVALID',
    en: 'the directory that it starts from does not verify: {cause}',
    ar: 'الدليل الذي ينطلق منه لا يجتاز التحقق: {cause}',
  },
  'other-root': {
    code: 'CEREMONY_INVALID',
    en: 'it does not start from the root that you trust: {cause}',
    ar: 'لا ينطلق من الجذر الذي تثق به: {cause}',
  },
  'other-digest': {
    code: 'CEREMONY_INVALID',
    en: 'its digest is {digest}, not the one that you were told',
    ar: 'بصمته {digest} وليست التي أُبلغت بها',
  },
  bytes: {
    code: 'CEREMONY_INVALID',
    en: 'the bytes to sign are not what they say they are: {cause}',
    ar: 'البيانات المطلوب توقيعها ليست كما تقول: {cause}',
  },
  needs: {
    code: 'CEREMONY_INVALID',
    en: 'it asks for other signatures than the directory demands',
    ar: 'يطلب توقيعات غير التي يوجبها الدليل',
  },
  // What is asked for.
  'no-decision': {
    code: 'CEREMONY_REFUSED',
    en: 'every act carries the number of the decision that allows it',
    ar: 'كل عمل يحمل رقم القرار الذي يجيزه',
  },
  'decision-form': {
    code: 'CEREMONY_REFUSED',
    en: 'the number of a decision has 1 to 64 characters, all of them visible',
    ar: 'رقم القرار من 1 إلى 64 محرفًا، كلها مرئية',
  },
  'duplicate-key': {
    code: 'CEREMONY_REFUSED',
    en: 'the same public key stands at {first} and at {second}: it could count twice or answer for another',
    ar: 'المفتاح العام نفسه عند {first} وعند {second}: قد يُعدّ مرتين أو يجيب عن غيره',
  },
  'key-unusable': {
    code: 'CEREMONY_REFUSED',
    en: 'key {key} is of a kind that cannot sign here; use Ed25519, P-256 or P-384',
    ar: 'المفتاح {key} من نوع لا يوقّع هنا؛ استعمل Ed25519 أو P-256 أو P-384',
  },
  'threshold-low': {
    code: 'CEREMONY_REFUSED',
    en: 'threshold {threshold} of {keys} keys is no majority: two groups could each publish a root',
    ar: 'النصاب {threshold} من {keys} مفاتيح ليس أغلبية: قد ينشر كل من فريقين جذرا',
  },
  'threshold-lowered': {
    code: 'CEREMONY_REFUSED',
    en: 'the threshold would fall from {before} to {threshold} though no key leaves: fewer states could act than agreed',
    ar: 'سينخفض النصاب من {before} إلى {threshold} دون خروج مفتاح: سيكفي من الدول أقل مما اتُّفق عليه',
  },
  'threshold-high': {
    code: 'CEREMONY_REFUSED',
    en: 'threshold {threshold} of {keys} keys can never be met',
    ar: 'النصاب {threshold} من {keys} مفاتيح لا يُبلغ أبدا',
  },
  'holder-twice': {
    code: 'CEREMONY_REFUSED',
    en: '{holder} would hold two root keys: a state has one vote',
    ar: 'ستحمل {holder} مفتاحي جذر: للدولة صوت واحد',
  },
  'look-alike': {
    code: 'CEREMONY_REFUSED',
    en: 'the name {name} would be taken for that of {other}',
    ar: 'سيُظن الاسم {name} اسم {other}',
  },
  'name-letters': {
    code: 'CEREMONY_REFUSED',
    en: 'the name {name} has letters or marks that its language does not use',
    ar: 'في الاسم {name} حروف أو علامات ليست من لغته',
  },
  document: {
    code: 'CEREMONY_REFUSED',
    en: 'clients would refuse {path}: {cause}',
    ar: 'سيرفض القارئون {path}: {cause}',
  },
  'targets-not-signed': {
    code: 'CEREMONY_REFUSED',
    en: 'root keys change, so the top-level targets must be signed anew in the same act: otherwise every state would go dark',
    ar: 'تتغير مفاتيح الجذر فيجب توقيع قائمة الأدوار من جديد في العمل نفسه، وإلا غابت كل الدول',
  },
  dark: {
    code: 'CEREMONY_REFUSED',
    en: 'the key of {role} is replaced but its documents are not signed by the new key in the same act: the state would go dark',
    ar: 'يُستبدل مفتاح {role} دون توقيع وثائقه بالمفتاح الجديد في العمل نفسه: ستغيب الدولة',
  },
  'not-uploaded': {
    code: 'CEREMONY_REFUSED',
    en: '{role} promises {path}, which is neither published nor part of the ceremony',
    ar: 'يعد {role} بالوثيقة {path} وهي غير منشورة وليست في المراسم',
  },
  'snapshot-entry': {
    code: 'CEREMONY_REFUSED',
    en: 'the published snapshot has lost the entry {role}: every client with a memory refuses it; replace the online keys, which puts it back',
    ar: 'فقدت اللقطة المنشورة {role} فيرفضها كل من يذكر ما قبلها؛ استبدل المفتاحين المتصلين فيعود',
  },
  'outside-kind': {
    code: 'CEREMONY_REFUSED',
    en: 'a ceremony of this kind may not do this: {change}',
    ar: 'لا يجوز لمراسم من هذا النوع أن تفعل هذا: {change}',
  },
  act: {
    code: 'CEREMONY_REFUSED',
    en: 'the signed log of acts does not continue with this act and its decision',
    ar: 'سجل الأعمال الموقّع لا يتابَع بهذا العمل وقراره',
  },
  nothing: { code: 'CEREMONY_REFUSED', en: 'it would change nothing', ar: 'لن يغيّر شيئا' },
  'unknown-state': {
    code: 'CEREMONY_REFUSED',
    en: '{state} is not in the federation',
    ar: '{state} ليست في الاتحاد',
  },
  'state-exists': {
    code: 'CEREMONY_REFUSED',
    en: '{state} is in the federation already',
    ar: '{state} في الاتحاد من قبل',
  },
  'unknown-key': {
    code: 'CEREMONY_REFUSED',
    en: 'the root does not list {key}',
    ar: 'لا يذكر الجذر {key}',
  },
  version: {
    code: 'CEREMONY_REFUSED',
    en: 'version {version} does not follow {before}',
    ar: 'الإصدار {version} لا يلي {before}',
  },
  expiry: {
    code: 'CEREMONY_REFUSED',
    en: 'it would be valid until {expires}; allowed is up to {days} days from the proposal',
    ar: 'ستمتد صلاحيته إلى {expires}؛ والمسموح حتى {days} يوما من تاريخ المقترح',
  },
  'recover-both': {
    code: 'CEREMONY_REFUSED',
    en: 'the published directory was led astray by an online key: replace both snapshot and timestamp keys',
    ar: 'ضُلّل الدليل المنشور بمفتاح متصل: استبدل مفتاحي اللقطة والطابع معا',
  },
  'online-keys': {
    code: 'CEREMONY_REFUSED',
    en: 'the key given for {role} is not one that the root lists',
    ar: 'المفتاح المعطى للدور {role} ليس مما يذكره الجذر',
  },
  // Signatures.
  'key-not-needed': {
    code: 'CEREMONY_SIGNATURE',
    en: 'key {key} is not among those whose signature this ceremony needs',
    ar: 'المفتاح {key} ليس مما تحتاج المراسم إلى توقيعه',
  },
  'key-unreadable': {
    code: 'CEREMONY_SIGNATURE',
    en: 'it is not a PEM key that can be read, or the passphrase is wrong',
    ar: 'ليس مفتاح PEM يمكن قراءته أو أن عبارة المرور خاطئة',
  },
  'passphrase-needed': {
    code: 'CEREMONY_SIGNATURE',
    en: 'the key is encrypted: give its passphrase',
    ar: 'المفتاح معمّى: أعط عبارة مروره',
  },
  'signature-wrong': {
    code: 'CEREMONY_SIGNATURE',
    en: 'the signature of key {key} is wrong',
    ar: 'توقيع المفتاح {key} خاطئ',
  },
  'signature-twice': {
    code: 'CEREMONY_SIGNATURE',
    en: 'two files of signatures by key {key}',
    ar: 'ملفا توقيعات للمفتاح {key}',
  },
  'other-proposal': {
    code: 'CEREMONY_SIGNATURE',
    en: 'key {key} signed another proposal',
    ar: 'وقّع المفتاح {key} مقترحا آخر',
  },
  'signature-missing': {
    code: 'CEREMONY_SIGNATURE',
    en: '{signed} of {threshold} signed; missing are {missing}',
    ar: 'وقّع {signed} من {threshold}؛ ينقص {missing}',
  },
  // Time.
  'root-moved': {
    code: 'CEREMONY_STALE',
    en: 'another root has been published',
    ar: 'نُشر جذر آخر',
  },
  'role-moved': {
    code: 'CEREMONY_STALE',
    en: 'another version of {role} has been published',
    ar: 'نُشر إصدار آخر من {role}',
  },
  'name-taken': {
    code: 'CEREMONY_STALE',
    en: 'a file of that name lies in the repository with other content',
    ar: 'في المستودع ملف بالاسم نفسه ومحتوى آخر',
  },
  'founded-already': {
    code: 'CEREMONY_STALE',
    en: 'the repository holds a federation already',
    ar: 'في المستودع اتحاد من قبل',
  },
  expired: {
    code: 'CEREMONY_EXPIRED',
    en: 'the proposal was valid until {expires}',
    ar: 'كان المقترح ساريا حتى {expires}',
  },
} as const satisfies Record<string, Rule>

export type RuleName = keyof typeof RULES

/** A refusal by one of the rules: `params.rule` names it, `params.reason` says it in English. */
export const refuse = (
  rule: RuleName,
  place: string,
  values: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): RabtError => {
  const params = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
  const reason = fillText(RULES[rule].en, params)
  return new RabtError(RULES[rule].code, { ...params, rule, place, reason }, { detail: `${place}: ${reason}`, cause })
}

/** The rule's sentence in one language, if the error names one; else null. */
export const ruleText = ({ params }: RabtError, language: Language): string | null => {
  const rule = params.rule
  return rule !== undefined && Object.hasOwn(RULES, rule) ? fillText(RULES[rule as RuleName][language], params) : null
}
