import type { StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'

interface Source {
  readonly title: Text
  readonly url?: string
  readonly date?: string
}

interface Fact {
  readonly label: Text
  readonly value: Text
  readonly source: Source
}

interface StateFacts {
  readonly portal?: string
  readonly week: { readonly first: number; readonly days: number; readonly note?: Text }
  readonly facts: readonly Fact[]
}

/** What the runtime says itself (`Intl`); a test holds each of these facts to it. */
const CLDR: Source = {
  title: { ar: 'بيانات يونيكود CLDR كما تحملها Node.js', en: 'Unicode CLDR data, as Node.js carries it' },
}
const TZ: Source = {
  title: { ar: 'قاعدة المناطق الزمنية كما تحملها Node.js', en: 'Time zone database, as Node.js carries it' },
}
const UN = (year: number): Source => ({
  title: { ar: `مسح الأمم المتحدة للحكومة الإلكترونية ${year}`, en: `United Nations E-Government Survey ${year}` },
  url: 'https://publicadministration.un.org/egovkb/',
})

const code = (three: string): Fact => ({
  label: { ar: 'رمز الدولة', en: 'Country code' },
  value: { ar: three, en: three },
  source: UN(2024),
})
const currency = (ar: string, en: string, letters: string, decimals: 2 | 3): Fact => ({
  label: { ar: 'العملة', en: 'Currency' },
  value: {
    ar: `${ar} (${letters})، ${decimals === 3 ? 'ثلاث خانات عشرية' : 'خانتان عشريتان'}`,
    en: `${en} (${letters}), ${decimals === 3 ? 'three' : 'two'} decimals`,
  },
  source: CLDR,
})
const zone = (name: string, hours: number): Fact => ({
  label: { ar: 'التوقيت', en: 'Time zone' },
  value: { ar: `غرينتش +${hours} (${name})`, en: `UTC+${hours} (${name})` },
  source: TZ,
})
const weekend = (ar: string, en: string, source: Source = CLDR): Fact => ({
  label: { ar: 'أسبوع العمل', en: 'Working week' },
  value: { ar, en },
  source,
})
const rank = (year: number, place: number, index: string): Fact => ({
  label: { ar: `الترتيب العالمي ${year}`, en: `World rank ${year}` },
  value: { ar: `${place} من 193، والمؤشر ${index}`, en: `${place} of 193, index ${index}` },
  source: UN(year),
})
const fact = (label: Text, value: Text, source: Source): Fact => ({ label, value, source })

const AUTHORITY: Text = { ar: 'هيئة الحكومة الإلكترونية', en: 'e-Government authority' }
const IDENTITY: Text = { ar: 'برنامج الهوية الرقمية', en: 'Digital identity programme' }
const PORTAL: Text = { ar: 'البوابة الوطنية', en: 'National portal' }
const SUNDAY_WEEK = weekend(
  'من الأحد إلى الخميس، والعطلة الجمعة والسبت',
  'Sunday to Thursday; weekend Friday and Saturday',
)
const SUNDAY = { first: 7, days: 5 }

/** What the portal says of the six states as fact, each with the source that was read for it. Nothing without one. */
export const FACTS: Readonly<Record<StateCode, StateFacts>> = {
  KW: {
    portal: 'https://e.gov.kw',
    week: SUNDAY,
    facts: [
      code('KWT'),
      fact(
        IDENTITY,
        {
          ar: 'تطبيق «هويتي»، من الهيئة العامة للمعلومات المدنية',
          en: 'Kuwait Mobile ID, of the Public Authority for Civil Information',
        },
        {
          title: {
            ar: 'صحيفة عرب تايمز: قرار اعتماد البطاقة المدنية الرقمية',
            en: 'Arab Times: digital civil ID card approved',
          },
          url: 'https://arabtimesonline.com/news/digital-civil-id-card-to-identify-people-and-complete-transactions-approved',
        },
      ),
      SUNDAY_WEEK,
      zone('Asia/Kuwait', 3),
      currency('الدينار الكويتي', 'Kuwaiti dinar', 'KWD', 3),
      rank(2014, 49, '0.6268'),
      rank(2024, 66, '0.7812'),
    ],
  },
  SA: {
    portal: 'https://www.my.gov.sa',
    week: SUNDAY,
    facts: [
      code('SAU'),
      fact(
        IDENTITY,
        { ar: 'النفاذ الوطني الموحّد', en: 'National Single Sign-On' },
        {
          title: { ar: 'البوابة الوطنية: الملف الوطني', en: 'GOV.SA: National Profile' },
          url: 'https://www.my.gov.sa',
        },
      ),
      SUNDAY_WEEK,
      zone('Asia/Riyadh', 3),
      currency('الريال السعودي', 'Saudi riyal', 'SAR', 2),
      rank(2014, 36, '0.6900'),
      rank(2024, 6, '0.9602'),
    ],
  },
  QA: {
    portal: 'https://hukoomi.gov.qa',
    week: SUNDAY,
    facts: [
      code('QAT'),
      fact(
        IDENTITY,
        { ar: 'نظام التوثيق الوطني «توثيق»، منذ 2019', en: 'The national authentication system Tawtheeq, since 2019' },
        {
          title: { ar: 'قطر توك: نظام توثيق', en: 'QatarsTalk: Tawtheeq' },
          url: 'https://www.qatarstalk.com/2024/05/25/tawtheeq-qatar/',
          date: '2024-05-25',
        },
      ),
      SUNDAY_WEEK,
      zone('Asia/Qatar', 3),
      currency('الريال القطري', 'Qatari riyal', 'QAR', 2),
      rank(2014, 44, '0.6361'),
      rank(2024, 53, '0.8244'),
    ],
  },
  AE: {
    portal: 'https://u.ae',
    week: {
      first: 1,
      days: 4.5,
      note: { ar: 'الجمعة إلى الساعة 12:00', en: 'Friday until 12:00' },
    },
    facts: [
      code('ARE'),
      weekend(
        'من الاثنين إلى الخميس، والجمعة إلى 12:00، منذ 1 يناير 2022',
        'Monday to Thursday, and Friday to 12:00, since 1 January 2022',
        {
          title: {
            ar: 'ذا ناشونال: دوام الجمعة في الحكومة الاتحادية',
            en: 'The National: new Friday rules of the federal government',
          },
          url: 'https://www.thenationalnews.com/uae/government/2022/01/06/70-of-federal-government-staff-to-work-in-office-under-new-friday-rules',
          date: '2022-01-06',
        },
      ),
      zone('Asia/Dubai', 4),
      currency('الدرهم الإماراتي', 'UAE dirham', 'AED', 2),
      rank(2014, 32, '0.7136'),
      rank(2024, 11, '0.9533'),
    ],
  },
  BH: {
    portal: 'https://www.bahrain.bh',
    week: SUNDAY,
    facts: [
      code('BHR'),
      fact(
        AUTHORITY,
        {
          ar: 'هيئة الحكومة الإلكترونية منذ أغسطس 2007، ودُمجت في أكتوبر 2015 مع الجهاز المركزي للمعلومات في هيئة المعلومات والحكومة الإلكترونية',
          en: 'The eGovernment Authority since August 2007; merged in October 2015 with the Central Informatics Organization into the Information & eGovernment Authority',
        },
        {
          title: { ar: 'البوابة الوطنية: عن الحكومة الإلكترونية', en: 'bahrain.bh: About eGovernment' },
          url: 'https://www.bahrain.bh',
        },
      ),
      fact(
        PORTAL,
        {
          ar: 'إحدى أربع قنوات: البوابة والهاتف ومركز الاتصال والمراكز والأجهزة',
          en: 'One of four channels: portal, mobile, contact centre, service centres and kiosks',
        },
        {
          title: {
            ar: 'جوائز الأمم المتحدة للخدمة العامة: ترشيح البحرين',
            en: 'UN Public Service Awards: nomination of Bahrain',
          },
          url: 'https://publicadministration.un.org/en/Research/Case-Studies/unpsacases',
        },
      ),
      SUNDAY_WEEK,
      zone('Asia/Bahrain', 3),
      currency('الدينار البحريني', 'Bahraini dinar', 'BHD', 3),
      rank(2014, 18, '0.8088'),
      rank(2024, 18, '0.9196'),
    ],
  },
  OM: {
    week: SUNDAY,
    facts: [
      code('OMN'),
      fact(
        IDENTITY,
        {
          ar: 'البنية الوطنية للمفتاح العام منذ 2013: بطاقة الهوية والهاتف ورمز المنشآت',
          en: 'The national public key infrastructure, since 2013: identity card, mobile phone and corporate token',
        },
        {
          title: {
            ar: 'الإسكوا: دراسة حالة البنية الوطنية للمفتاح العام',
            en: 'UN ESCWA: case study of the Oman National PKI',
          },
          url: 'https://opengov.unescwa.org/node/1176',
        },
      ),
      SUNDAY_WEEK,
      zone('Asia/Muscat', 4),
      currency('الريال العُماني', 'Omani rial', 'OMR', 3),
      rank(2014, 48, '0.6273'),
      rank(2024, 41, '0.8576'),
    ],
  },
}
