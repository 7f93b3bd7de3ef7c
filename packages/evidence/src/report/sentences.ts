import type { MissingCode, ProvedCode, WarningCode } from './statement.ts'

export type SentenceCode = ProvedCode | MissingCode | WarningCode

interface Twin {
  readonly en: string
  readonly ar: string
}

export const HEADINGS = {
  proved: { en: 'Proved', ar: 'ثبت' },
  missing: { en: 'Not proved', ar: 'لم يثبت' },
  warnings: { en: 'Take note', ar: 'للانتباه' },
} as const satisfies Record<string, Twin>

/** Each code of a report in words; `{name}` is filled from the statement's params. */
export const SENTENCES: Readonly<Record<SentenceCode, Twin>> = {
  ASKED: {
    en: '{consumer} asked {provider} for service {service} ({method}) at {time}.',
    ar: 'طلبت {consumer} من {provider} الخدمة {service} ({method}) في {time}.',
  },
  ANSWERED: {
    en: '{provider} answered at {time} with status {status}.',
    ar: 'أجابت {provider} في {time} بالحالة {status}.',
  },
  ANSWERED_BY_NETWORK: {
    en: "The gateway of {provider} answered in the service's place at {time}: {code}, status {status}.",
    ar: 'أجابت بوابة {provider} عوضا عن الخدمة في {time}: {code}، الحالة {status}.',
  },
  ANSWER_FITS: {
    en: 'It answers exactly the request in this file and no other; so the request had arrived.',
    ar: 'هو جواب عن الطلب الوارد في هذا الملف بعينه لا عن غيره، فالطلب إذن قد وصل.',
  },
  REFUSED: {
    en: 'Gateway {gateway} stored the request at {time} and refused to act on it: {code}.',
    ar: 'حفظت البوابة {gateway} الطلب في {time} ورفضت تنفيذه: {code}.',
  },
  OUTCOME: {
    en: 'Gateway {gateway} stated at {time} what became of the request: {code}.',
    ar: 'صرّحت البوابة {gateway} في {time} بمآل الطلب: {code}.',
  },
  SEALED: {
    en: 'Sealed with the certified key of {member}, valid at that moment.',
    ar: 'مختوم بمفتاح {member} المعتمد والصالح في تلك اللحظة.',
  },
  LANE_SIGNED: {
    en: 'Entry {index} of a log to {receiver} that gateway {gateway} signed at {size} entries.',
    ar: 'هو القيد {index} في سجل موجه إلى {receiver} وقّعته البوابة {gateway} عند {size} من القيود.',
  },
  POST_QUANTUM: {
    en: 'Gateway {gateway} also signed it with ML-DSA-44, at {time}.',
    ar: 'ووقّعته البوابة {gateway} أيضا بخوارزمية ML-DSA-44 في {time}.',
  },
  LANE_OPENED: {
    en: 'The log was opened at {time} under the key that signed.',
    ar: 'افتُتح السجل في {time} بالمفتاح الذي وقّع.',
  },
  RECEIVED: {
    en: 'Gateway {gateway} confirmed at {time} that it holds this entry durably.',
    ar: 'أكدت البوابة {gateway} في {time} أنها تحفظ هذا القيد حفظا دائما.',
  },
  WITNESSED: {
    en: 'Gateway {gateway} witnessed this state of the log at {time}.',
    ar: 'شهدت البوابة {gateway} على هذه الحال من السجل في {time}.',
  },
  HEAD_MATCHES: {
    en: 'The head ({bytes} bytes) is the one that was sent.',
    ar: 'الترويسة ({bytes} بايت) هي التي أُرسلت.',
  },
  BODY_MATCHES: {
    en: 'The body ({bytes} bytes) is the one that was sent.',
    ar: 'المتن ({bytes} بايت) هو الذي أُرسل.',
  },
  DIRECTORY: {
    en: 'Keys and parties are those of version {version} of the directory of {federation} ({hash}).',
    ar: 'المفاتيح والأطراف هي ما ورد في الإصدار {version} من دليل {federation} ({hash}).',
  },
  AGREED: {
    en: 'It stood under agreement {agreement} (text {digest}, purpose {purpose}), in force at that moment: {consumerState} accepts that text since {consumerSince} (decision {consumerDecision}), {providerState} since {providerSince} (decision {providerDecision}).',
    ar: 'جرى بموجب الاتفاقية {agreement} (بصمة نصها {digest}، والغرض {purpose}) وهي سارية في تلك اللحظة: تقبل {consumerState} هذا النص منذ {consumerSince} (القرار {consumerDecision}) وتقبله {providerState} منذ {providerSince} (القرار {providerDecision}).',
  },
  NO_AGREEMENT: {
    en: 'The request names no agreement.',
    ar: 'لا يسمي الطلب اتفاقية.',
  },
  AGREEMENT_NOT_SHOWN: {
    en: 'The request names agreement {agreement}, whose text is not among the documents in this file.',
    ar: 'يسمي الطلب الاتفاقية {agreement}، وليس نصها بين الوثائق الواردة في هذا الملف.',
  },
  AGREEMENT_NOT_IN_FORCE: {
    en: 'The agreement {agreement} that the request names (text {digest}) was not in force for it by the directory that it names: {reason}.',
    ar: 'الاتفاقية {agreement} التي يسميها الطلب (بصمة نصها {digest}) لم تكن سارية عليه وفق الدليل الذي يسميه: {reason}.',
  },
  NO_ANSWER: {
    en: 'No answer is in the file; that none was ever given, no evidence can show.',
    ar: 'لا جواب في الملف؛ ولا يمكن لأي إثبات أن يبيّن أن جوابا لم يصدر قط.',
  },
  RECEIPT_PENDING: {
    en: 'Receipt pending: gateway {gateway} has not confirmed in this file that it holds the entry.',
    ar: 'إشعار الاستلام معلق: ليس في الملف تأكيد من البوابة {gateway} أنها تحفظ القيد.',
  },
  NOT_WITNESSED: {
    en: 'Not witnessed: no third gateway vouches that the log was shown to all alike.',
    ar: 'بلا شاهد: لا بوابة ثالثة تشهد أن السجل عُرض على الجميع بصورة واحدة.',
  },
  NOT_POST_QUANTUM: {
    en: 'No ML-DSA-44 signature: should quantum computers break Ed25519, this checkpoint alone would not stand.',
    ar: 'بلا توقيع ML-DSA-44: إذا كسرت الحواسيب الكمية Ed25519 فلن تصمد نقطة التحقق هذه وحدها.',
  },
  TIME_BY_SENDER_ONLY: {
    en: 'The time is attested by the sender only.',
    ar: 'لا يشهد على الوقت إلا المرسل.',
  },
  TIME_BY_RECEIVER_ONLY: {
    en: 'The time is attested by the receiver only.',
    ar: 'لا يشهد على الوقت إلا المستقبل.',
  },
  HEAD_ERASED: {
    en: 'The head ({bytes} bytes) is erased or withheld; the entry is proved without it.',
    ar: 'الترويسة ({bytes} بايت) ممحوة أو محجوبة؛ والقيد ثابت دونها.',
  },
  BODY_ERASED: {
    en: 'The body ({bytes} bytes) is erased or withheld; the entry is proved without it.',
    ar: 'المتن ({bytes} بايت) ممحو أو محجوب؛ والقيد ثابت دونه.',
  },
  NO_OCSP: {
    en: 'No OCSP answer: that the sealing certificate was not revoked rests on the directory of the day.',
    ar: 'بلا جواب OCSP: عدم إبطال شهادة الختم مستند إلى دليل ذلك اليوم.',
  },
  NO_OPENING: {
    en: "The log's opening entry is not in the file.",
    ar: 'قيد افتتاح السجل ليس في الملف.',
  },
  KEY_RETIRED_SINCE: {
    en: 'A key that speaks for this entry was withdrawn, perhaps before the receipt; the receiver answered it nevertheless.',
    ar: 'سُحب مفتاح يشهد لهذا القيد، وربما قبل الاستلام، ومع ذلك أجاب عنه المستقبل.',
  },
  ANSWER_LATE: {
    en: 'The answer was made after the deadline of the request ({deadline}).',
    ar: 'صدر الجواب بعد مهلة الطلب ({deadline}).',
  },
  IN_THE_FUTURE: {
    en: "A time lies in the future of this computer's clock.",
    ar: 'يقع أحد الأوقات في مستقبل ساعة هذا الحاسوب.',
  },
}
