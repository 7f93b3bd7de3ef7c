/** Why a bundle is refused: one sentence in each language for each place in the code that refuses. */
export const REASONS = {
  // The file.
  NOT_A_BUNDLE: { en: 'this is not an evidence bundle', ar: 'هذا الملف ليس حزمة إثبات' },
  FILE_TOO_LARGE: { en: 'the file is larger than a bundle may be', ar: 'الملف أكبر من الحد المسموح للحزمة' },
  DIGEST_DIFFERS: {
    en: 'the file was changed or cut off: its digest does not fit',
    ar: 'الملف مُعدَّل أو مبتور: بصمته لا تطابق محتواه',
  },
  NOT_CANONICAL: { en: 'the file is not in the one form of a bundle', ar: 'الملف ليس بالصيغة الوحيدة المعتمدة للحزمة' },
  UNKNOWN_KEYS: { en: 'the file holds fields that the format does not know', ar: 'في الملف حقول لا تعرفها الصيغة' },
  OTHER_FORMAT: { en: 'the file has another format or version', ar: 'صيغة الملف أو إصداره مختلف' },
  CANNOT_JUDGE: {
    en: 'the bundle holds a proof that this version of the verifier cannot judge',
    ar: 'في الحزمة إثبات لا يستطيع هذا الإصدار من المدقق الحكم عليه',
  },
  ITEM_ORDER: {
    en: 'a bundle begins with one request, and everything else answers it',
    ar: 'تبدأ الحزمة بطلب واحد وكل ما بعده جواب عنه',
  },
  ITEM_TWICE: { en: 'one entry stands twice in the bundle', ar: 'قيدٌ مكرر في الحزمة' },

  // Directory.
  VERSION_ABSENT: {
    en: 'the directory version that the entry names is not in the bundle',
    ar: 'إصدار الدليل الذي يسميه القيد غير موجود في الحزمة',
  },
  VERSION_UNUSED: { en: 'no entry names this directory version', ar: 'لا يوجد قيد يسمي هذا الإصدار من الدليل' },
  VERSION_ORDER: {
    en: 'directory versions stand in the order of their numbers, each once',
    ar: 'ترد إصدارات الدليل بترتيب أرقامها، كل منها مرة واحدة',
  },
  ROOT_ORDER: {
    en: 'the roots stand in the order of their versions, each once',
    ar: 'ترد الجذور بترتيب إصداراتها، كل منها مرة واحدة',
  },
  DIRECTORY_REFUSED: {
    en: 'the directory of that day does not verify from the trusted root',
    ar: 'دليل ذلك اليوم لا يثبت انطلاقا من الجذر الموثوق',
  },
  FILE_UNUSED: { en: 'the directory does not refer to this file', ar: 'الدليل لا يشير إلى هذا الملف' },
  OTHER_FEDERATION: { en: 'it belongs to another federation', ar: 'يعود إلى اتحاد آخر' },
  GATEWAY_UNKNOWN: { en: 'the directory of that day lists no such gateway', ar: 'لا يدرج دليل ذلك اليوم هذه البوابة' },
  NOT_HOSTED: {
    en: 'the party was not registered at that gateway on that day',
    ar: 'لم تكن الجهة مسجلة لدى تلك البوابة في ذلك اليوم',
  },

  // Entry, proof, lane.
  ENTRY_UNREADABLE: { en: 'the entry cannot be read', ar: 'تعذرت قراءة القيد' },
  CHECKPOINT_UNREADABLE: { en: 'the checkpoint cannot be read', ar: 'تعذرت قراءة نقطة التحقق' },
  NOT_INCLUDED: {
    en: 'the proof does not lead from the entry to the checkpoint',
    ar: 'برهان الاحتواء لا يصل القيد بنقطة التحقق',
  },
  LANE_KEY_UNKNOWN: {
    en: 'no lane key of the gateway valid on that day made this line',
    ar: 'لم يصدر هذا السطر عن مفتاح مسار للبوابة صالح في ذلك اليوم',
  },
  LANE_LINE_WRONG: {
    en: "the gateway's signature does not fit the checkpoint",
    ar: 'توقيع البوابة لا يطابق نقطة التحقق',
  },
  LINE_UNKNOWN: {
    en: 'the checkpoint carries a signature line of an unknown key',
    ar: 'في نقطة التحقق سطر توقيع لمفتاح غير معروف',
  },
  PQ_LINE_WRONG: {
    en: 'the ML-DSA-44 signature does not fit the checkpoint',
    ar: 'توقيع ML-DSA-44 لا يطابق نقطة التحقق',
  },
  OPEN_WRONG: {
    en: "the lane's opening entry does not fit the lane",
    ar: 'قيد افتتاح المسار لا يطابق المسار',
  },
  KEY_RETIRED: {
    en: 'the key was withdrawn, and nothing shows that the receiving gateway accepted the entry before',
    ar: 'سُحب المفتاح ولا دليل على أن البوابة المستقبلة قبلت القيد قبل ذلك',
  },

  // Seal.
  SEAL_ABSENT: { en: 'the entry carries no seal of its sender', ar: 'القيد بلا ختم من الجهة المرسلة' },
  SEAL_NOT_EXPECTED: { en: 'no member seals an entry of this kind', ar: 'لا تختم الجهات قيدا من هذا النوع' },
  SEAL_UNREADABLE: { en: 'the seal cannot be read', ar: 'تعذرت قراءة الختم' },
  SEAL_OF_OTHER: { en: 'the seal is of another member than the sender', ar: 'الختم لجهة غير الجهة المرسلة' },
  SEAL_KEY_UNKNOWN: {
    en: 'the sealing key was not certified for this member on that day',
    ar: 'لم يكن مفتاح الختم معتمدا لهذه الجهة في ذلك اليوم',
  },
  SEAL_WRONG: { en: 'the seal does not cover this entry', ar: 'الختم لا يشمل هذا القيد' },
  SEAL_NOT_LISTED: {
    en: "the lane does not list this seal with the entry's batch",
    ar: 'لا يدرج المسار هذا الختم مع دفعة القيد',
  },

  // Receipt and witnesses.
  RECEIPT_UNREADABLE: { en: 'the receipt cannot be read', ar: 'تعذرت قراءة إشعار الاستلام' },
  RECEIPT_KEY_UNKNOWN: {
    en: 'the receipt is not of a receipt key of the receiving gateway valid at its time',
    ar: 'ليس إشعار الاستلام بمفتاح استلام للبوابة المستقبلة صالح في وقته',
  },
  RECEIPT_WRONG: { en: 'the receipt does not cover this entry', ar: 'إشعار الاستلام لا يشمل هذا القيد' },
  RECEIPT_EARLY: { en: 'the receipt is older than the entry', ar: 'إشعار الاستلام أقدم من القيد' },
  WITNESS_WRONG: { en: 'the witness line does not fit the checkpoint', ar: 'سطر الشاهد لا يطابق نقطة التحقق' },
  WITNESS_UNKNOWN: {
    en: 'the line is not of another gateway that witnesses',
    ar: 'ليس السطر لبوابة أخرى تشهد',
  },

  // Contents and answer.
  BLOB_NOT_EXPECTED: { en: 'the entry names no such content', ar: 'القيد لا يسمي هذا المحتوى' },
  BLOB_DIFFERS: { en: 'the content is not the one that the entry names', ar: 'المحتوى ليس هو الذي يسميه القيد' },
  ANSWERS_OTHER: {
    en: 'it answers another request than the one in the bundle',
    ar: 'يجيب عن طلب غير الطلب الوارد في الحزمة',
  },
  PARTIES_DIFFER: { en: 'sender and receiver are not those of the request', ar: 'المرسل والمستقبل ليسا طرفي الطلب' },
  SUBJECT_DIFFERS: {
    en: 'it names another service or method than the request',
    ar: 'يسمي خدمة أو طريقة غير ما في الطلب',
  },
} as const

export type Reason = keyof typeof REASONS
