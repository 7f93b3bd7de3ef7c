import { type AgreementsContent, type AgreementText, agreementDigest } from '@rabt/directory'
import { CONFORMANCE, CONTENT, type SampleService, SERVICES } from '../federation/services.ts'
import { SECRETARIAT } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'

/** Number of the joint services' texts: GCC/2017/1 to 5; of the one for conformance runs: GCC/2017/9; of the portal's: GCC/2017/10. */
const CONFORMANCE_NUMBER = 9
const CONTENT_NUMBER = 10
const DECISION = 'sample'

const PURPOSES: Readonly<Record<string, Text & { readonly code: string }>> = {
  violations: {
    code: 'traffic-violations',
    ar: 'الاستعلام عن المخالفات المرورية وسدادها',
    en: 'Asking about and paying traffic violations',
  },
  registry: { code: 'commercial-registry', ar: 'التحقق من السجل التجاري', en: 'Verifying commercial registration' },
  status: { code: 'customs-status', ar: 'متابعة البيان الجمركي', en: 'Following a customs declaration' },
  contributions: {
    code: 'social-insurance',
    ar: 'مد الحماية التأمينية لمواطني دول المجلس',
    en: 'Extending insurance protection to citizens of the member states',
  },
  egate: { code: 'electronic-gates', ar: 'التنقل عبر البوابات الإلكترونية', en: 'Travel through electronic gates' },
  echo: {
    code: 'conformance',
    ar: 'اختبار المطابقة قبل الانضمام وبعده',
    en: 'Conformance runs before and after joining',
  },
  content: {
    code: 'portal-content',
    ar: 'عرض محتوى الدول في البوابة الموحّدة',
    en: 'Showing the content of the states on the unified portal',
  },
}

const BASIS: Text = {
  ar: 'نموذج: الخدمات المشتركة المعتمدة في 22 مارس 2017',
  en: 'Sample: the joint services approved on 22 March 2017',
}

/**
 * The multilateral texts that the General Secretariat publishes: the systems of a group ask those of the same group in the other
 * states. They run for five calendar years around the founding.
 */
export function jointTexts(founded: number): readonly AgreementText[] {
  const year = new Date(founded).getUTCFullYear()
  const [from, until] = [Date.UTC(year - 2, 0, 1), Date.UTC(year + 3, 0, 1)]
  const text = (service: SampleService, number: number, stage: AgreementText['stage']): AgreementText => ({
    id: `${SECRETARIAT.code}/2017/${number}`,
    consumer: { group: service.group },
    provider: { group: service.group, service: service.service },
    endpoints: [...service.endpoints],
    purpose: purposeOf(service),
    legalBasis: BASIS,
    decision: DECISION,
    from,
    until,
    quota: null,
    rate: null,
    responseFields: null,
    stage,
    replaces: null,
  })
  return [
    ...SERVICES.map((service, at) => text(service, at + 1, 'live')),
    // A newcomer must be able to show that it conforms before anybody believes it.
    text(CONFORMANCE, CONFORMANCE_NUMBER, 'candidate'),
    text(CONTENT, CONTENT_NUMBER, 'live'),
  ]
}

/** The texts that the General Secretariat accedes to itself: those whose consumer is its own portal. */
export const secretariatAccepts = ({ consumer }: AgreementText): boolean =>
  'group' in consumer && consumer.group === CONTENT.group

/** A state's acceptance of a text, from its beginning on. */
export function acceptance(text: AgreementText): AgreementsContent['positions'][number] {
  const digest = Buffer.from(agreementDigest(text), 'hex').toString('base64')
  return { agreement: text.id, digest, position: 'accepted', from: text.from, decision: DECISION }
}

function purposeOf({ service }: SampleService): AgreementText['purpose'] {
  const purpose = PURPOSES[service]
  if (purpose === undefined) throw new RangeError(`no purpose of ${service}`)
  return purpose
}
