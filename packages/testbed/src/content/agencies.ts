import { type AgencyCode, type StateCode, stateOf } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'

export interface AgencyKind {
  readonly slug: string
  readonly sectors: readonly string[]
  readonly does: Text
  /** Its name where it bears this one; MOI to AIRPORT and EGOV are named in federation/states.ts. */
  readonly name?: Text
  readonly names?: Readonly<Partial<Record<StateCode, Text>>>
}

/** What bodies of each kind do, and what they are called. Names as in public use; all that is said of their services here is sample. */
export const AGENCY_KINDS: Readonly<Record<string, AgencyKind>> = {
  EGOV: {
    slug: 'egov',
    sectors: ['digital'],
    does: {
      ar: 'تقود التحول الرقمي الحكومي في الدولة، وتشغّل البوابة الوطنية وبوابة الربط مع دول المجلس.',
      en: 'Leads digital government in the state, and runs the national portal and the gateway to the other Gulf states.',
    },
  },
  MOI: {
    slug: 'moi',
    sectors: ['interior', 'traffic', 'travel'],
    does: {
      ar: 'تتولى الأمن والمرور والجوازات والإقامة والأحوال المدنية.',
      en: 'Is in charge of security, traffic, passports, residence and civil status.',
    },
  },
  MOCI: {
    slug: 'commerce',
    sectors: ['trade'],
    does: {
      ar: 'تنظّم التجارة والشركات والعلامات وحماية المستهلك.',
      en: 'Regulates commerce, companies, trade marks and consumer protection.',
    },
  },
  CUSTOMS: {
    slug: 'customs',
    sectors: ['customs'],
    does: {
      ar: 'تدير المنافذ الجمركية وتطبّق قانون الجمارك الموحّد لدول المجلس.',
      en: 'Runs the customs posts and applies the common customs law of the Gulf states.',
    },
  },
  PENSION: {
    slug: 'pensions',
    sectors: ['pensions'],
    does: {
      ar: 'تؤمّن على العاملين وتصرف المعاشات، وتطبّق مد الحماية التأمينية بين دول المجلس.',
      en: 'Insures workers, pays pensions and applies extended protection among the Gulf states.',
    },
  },
  AIRPORT: {
    slug: 'aviation',
    sectors: ['travel'],
    does: {
      ar: 'تنظّم الطيران المدني وخدمات المطارات والأرصاد.',
      en: 'Regulates civil aviation, airport services and weather.',
    },
  },
  MOH: {
    slug: 'health',
    sectors: ['health'],
    name: { ar: 'وزارة الصحة', en: 'Ministry of Health' },
    names: {
      QA: { ar: 'وزارة الصحة العامة', en: 'Ministry of Public Health' },
      AE: { ar: 'وزارة الصحة ووقاية المجتمع', en: 'Ministry of Health and Prevention' },
    },
    does: {
      ar: 'تقدّم الرعاية الصحية وترخّص المهن والمنشآت الصحية.',
      en: 'Provides health care and licenses health professions and facilities.',
    },
  },
  MOE: {
    slug: 'education',
    sectors: ['education'],
    name: { ar: 'وزارة التربية والتعليم', en: 'Ministry of Education' },
    names: {
      KW: { ar: 'وزارة التربية', en: 'Ministry of Education' },
      SA: { ar: 'وزارة التعليم', en: 'Ministry of Education' },
      QA: { ar: 'وزارة التربية والتعليم والتعليم العالي', en: 'Ministry of Education and Higher Education' },
    },
    does: {
      ar: 'تشرف على التعليم العام والعالي والمعادلات والبعثات.',
      en: 'Supervises schools and universities, equivalences and scholarships.',
    },
  },
  MOJ: {
    slug: 'justice',
    sectors: ['justice'],
    name: { ar: 'وزارة العدل', en: 'Ministry of Justice' },
    names: { OM: { ar: 'وزارة العدل والشؤون القانونية', en: 'Ministry of Justice and Legal Affairs' } },
    does: {
      ar: 'تتولى المحاكم والتوثيق والتسجيل العقاري.',
      en: 'Is in charge of courts, notaries and the land registry.',
    },
  },
  MUNI: {
    slug: 'municipality',
    sectors: ['municipal'],
    name: { ar: 'وزارة البلدية', en: 'Ministry of Municipality' },
    names: {
      KW: { ar: 'بلدية الكويت', en: 'Kuwait Municipality' },
      SA: { ar: 'أمانات المناطق والبلديات', en: 'Regional Municipalities' },
      AE: { ar: 'دوائر البلديات', en: 'Municipal Departments' },
      BH: { ar: 'وزارة شؤون البلديات والزراعة', en: 'Ministry of Municipalities Affairs and Agriculture' },
      OM: { ar: 'بلدية مسقط والبلديات', en: 'Muscat Municipality and Municipalities' },
    },
    does: {
      ar: 'ترخّص البناء والمحال وتعنى بالنظافة والطرق والأسواق.',
      en: 'Permits buildings and shops, and sees to cleanliness, roads and markets.',
    },
  },
  HOUSING: {
    slug: 'housing',
    sectors: ['housing'],
    name: { ar: 'وزارة الإسكان', en: 'Ministry of Housing' },
    names: {
      KW: { ar: 'المؤسسة العامة للرعاية السكنية', en: 'Public Authority for Housing Welfare' },
      SA: { ar: 'وزارة البلديات والإسكان', en: 'Ministry of Municipalities and Housing' },
      QA: { ar: 'إدارة الإسكان', en: 'Housing Department' },
      AE: { ar: 'برنامج الإسكان', en: 'Housing Programme' },
      BH: { ar: 'وزارة الإسكان والتخطيط العمراني', en: 'Ministry of Housing and Urban Planning' },
      OM: { ar: 'وزارة الإسكان والتخطيط العمراني', en: 'Ministry of Housing and Urban Planning' },
    },
    does: { ar: 'توفّر الرعاية السكنية للأسر المواطنة.', en: 'Provides housing care for citizen families.' },
  },
  LABOUR: {
    slug: 'labour',
    sectors: ['labour'],
    name: { ar: 'وزارة العمل', en: 'Ministry of Labour' },
    names: {
      KW: { ar: 'الهيئة العامة للقوى العاملة', en: 'Public Authority for Manpower' },
      SA: {
        ar: 'وزارة الموارد البشرية والتنمية الاجتماعية',
        en: 'Ministry of Human Resources and Social Development',
      },
      AE: { ar: 'وزارة الموارد البشرية والتوطين', en: 'Ministry of Human Resources and Emiratisation' },
      BH: { ar: 'هيئة تنظيم سوق العمل', en: 'Labour Market Regulatory Authority' },
    },
    does: {
      ar: 'تنظّم سوق العمل وتحمي حقوق العاملين وتساعد الباحثين عن عمل.',
      en: 'Regulates the labour market, protects workers and helps jobseekers.',
    },
  },
  ENERGY: {
    slug: 'electricity-water',
    sectors: ['energy'],
    name: { ar: 'هيئة الكهرباء والماء', en: 'Electricity and Water Authority' },
    names: {
      KW: {
        ar: 'وزارة الكهرباء والماء والطاقة المتجددة',
        en: 'Ministry of Electricity, Water and Renewable Energy',
      },
      SA: { ar: 'وزارة الطاقة', en: 'Ministry of Energy' },
      QA: { ar: 'المؤسسة العامة للكهرباء والماء', en: 'General Electricity and Water Corporation' },
      AE: { ar: 'وزارة الطاقة والبنية التحتية', en: 'Ministry of Energy and Infrastructure' },
      OM: { ar: 'هيئة تنظيم الخدمات العامة', en: 'Authority for Public Services Regulation' },
    },
    does: {
      ar: 'توصل الكهرباء والماء وتحصّل فواتيرهما.',
      en: 'Supplies electricity and water and collects their bills.',
    },
  },
  ENV: {
    slug: 'environment',
    sectors: ['environment'],
    name: { ar: 'هيئة البيئة', en: 'Environment Authority' },
    names: {
      KW: { ar: 'الهيئة العامة للبيئة', en: 'Environment Public Authority' },
      SA: { ar: 'وزارة البيئة والمياه والزراعة', en: 'Ministry of Environment, Water and Agriculture' },
      QA: { ar: 'وزارة البيئة والتغير المناخي', en: 'Ministry of Environment and Climate Change' },
      AE: { ar: 'وزارة التغير المناخي والبيئة', en: 'Ministry of Climate Change and Environment' },
      BH: { ar: 'المجلس الأعلى للبيئة', en: 'Supreme Council for Environment' },
    },
    does: { ar: 'تحمي البيئة والحياة الفطرية والبحر.', en: 'Protects the environment, wildlife and the sea.' },
  },
  SOCIAL: {
    slug: 'social-affairs',
    sectors: ['social'],
    name: { ar: 'وزارة التنمية الاجتماعية', en: 'Ministry of Social Development' },
    names: {
      KW: { ar: 'وزارة الشؤون الاجتماعية', en: 'Ministry of Social Affairs' },
      SA: { ar: 'وكالة التنمية الاجتماعية', en: 'Social Development Agency' },
      QA: { ar: 'وزارة التنمية الاجتماعية والأسرة', en: 'Ministry of Social Development and Family' },
      AE: { ar: 'وزارة تمكين المجتمع', en: 'Ministry of Community Empowerment' },
    },
    does: {
      ar: 'ترعى الأسر والأشخاص ذوي الإعاقة وكبار السن والجمعيات الأهلية.',
      en: 'Cares for families, persons with disabilities, the elderly and associations.',
    },
  },
  MOF: {
    slug: 'finance',
    sectors: ['finance'],
    name: { ar: 'وزارة المالية', en: 'Ministry of Finance' },
    names: { BH: { ar: 'وزارة المالية والاقتصاد الوطني', en: 'Ministry of Finance and National Economy' } },
    does: {
      ar: 'تدير المال العام والمشتريات الحكومية والضرائب.',
      en: 'Manages public money, government purchasing and taxes.',
    },
  },
  FIRE: {
    slug: 'civil-defence',
    sectors: ['fire'],
    name: { ar: 'الإدارة العامة للدفاع المدني', en: 'General Directorate of Civil Defence' },
    names: {
      KW: { ar: 'قوة الإطفاء العام', en: 'Kuwait Fire Force' },
      AE: { ar: 'هيئة الدفاع المدني', en: 'Civil Defence Authority' },
      OM: { ar: 'هيئة الدفاع المدني والإسعاف', en: 'Civil Defence and Ambulance Authority' },
    },
    does: {
      ar: 'تكافح الحرائق وتعاين اشتراطات السلامة في المباني والمحال.',
      en: 'Fights fires and inspects the safety of buildings and shops.',
    },
  },
}

/** What the body of this kind is called in a state. */
export function agencyName(state: StateCode, kind: string): Text {
  const { authority, agencies } = stateOf(state)
  const { name, names } = AGENCY_KINDS[kind] ?? {}
  const found = kind === 'EGOV' ? authority : (agencies[kind as AgencyCode] ?? names?.[state] ?? name)
  if (found === undefined) throw new RangeError(`no agency ${kind}`)
  return found
}
