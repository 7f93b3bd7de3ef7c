import { type Draw, drawFrom } from './draw.ts'

/** Bytes of each record, request and response alike. */
export const RECORD_BYTES = 1024

const NAMES = [
  'محمد العبدالله',
  'نورة السالم',
  'خالد الكواري',
  'فاطمة الهاجري',
  'Yousef Almarri',
  'Maryam Alansari',
  'سعد المطيري',
  'Huda Alrashid',
]
const PLACES = [
  'الدوحة',
  'الوكرة',
  'الكويت',
  'الجهراء',
  'Al Khor',
  'Salwa crossing',
  'الأحمدي',
  'Hamad Port',
  'Kuwait International Airport',
]
const OFFICES = ['مركز المدينة', 'فرع المطار', 'North branch', 'فرع الميناء', 'Central office']
const STATES = ['open', 'paid', 'objected', 'closed', 'referred']
const WORDS =
  'تمت المراجعة من الجهة المختصة وأرفقت الوثائق المطلوبة بعد التحقق من البيانات المسجلة لدى the file was checked against the register and the owner was told by message on the same day مع إشعار صاحب العلاقة'.split(
    ' ',
  )

/** Fields that the subject of a record adds to the common ones. */
const SUBJECTS: Readonly<Record<string, (draw: Draw) => object>> = {
  traffic: (d) => ({
    plate: d.digits(d.whole(4, 6)),
    offence: d.pick(['SPEED-20', 'SPEED-40', 'RED-LIGHT', 'PHONE', 'BELT']),
    points: d.whole(0, 6),
    place: d.pick(PLACES),
  }),
  companies: (d) => ({
    registration: d.digits(8),
    form: d.pick(['WLL', 'SPC', 'QSC', 'branch']),
    activities: [d.digits(6), d.digits(6)],
    capital: d.whole(10, 9000) * 1000,
  }),
  declarations: (d) => ({
    declaration: d.digits(12),
    tariff: d.digits(8),
    crossing: d.pick(PLACES),
    grossKg: d.whole(10, 24_000),
    containers: [`GESU${d.digits(7)}`],
  }),
  insurance: (d) => ({
    insured: d.digits(11),
    months: d.whole(1, 320),
    wage: d.whole(300, 4_000),
    employer: d.digits(7),
  }),
  mobility: (d) => ({
    document: `P${d.digits(8)}`,
    gate: d.pick(['A1', 'A2', 'C7', 'D4']),
    flight: `KU${d.digits(3)}`,
    eligible: d.whole(0, 9) > 0,
  }),
}

/**
 * A made-up record of about a subject, as JSON of exactly `bytes` bytes in UTF-8: identifiers, Arabic and English text, amounts
 * and dates, no two alike. So compression finds in it what it finds in real ones, and not a repeated letter.
 * @throws RangeError for an unknown subject.
 */
export function makeRecord(subject: string, seed: number, bytes: number = RECORD_BYTES): string {
  const more = SUBJECTS[subject]
  if (more === undefined) throw new RangeError(`no such subject: ${subject}`)
  const draw = drawFrom(seed * 2_654_435_761 + subject.length + 1)
  for (let i = 0; i < 8; i++) draw.whole(0, 1)
  const record = {
    sample: true,
    reference: `${subject.slice(0, 2).toUpperCase()}-${draw.digits(10)}`,
    person: { number: draw.digits(12), name: draw.pick(NAMES) },
    office: draw.pick(OFFICES),
    ...more(draw),
    steps: Array.from({ length: 3 }, () => ({
      at: date(draw),
      state: draw.pick(STATES),
      amount: { value: draw.whole(1, 90_000) / 100, currency: draw.pick(['KWD', 'QAR']) },
    })),
  }
  return fill(record, draw, bytes)
}

function date(draw: Draw): string {
  return new Date(Date.UTC(2026, 0, 1) + draw.whole(0, 25_000_000) * 1000).toISOString()
}

/** Adds remarks of whole words, then digits of a document's number, until the size is met. */
function fill(record: object, draw: Draw, bytes: number): string {
  const text = (remarks: string, document: string): string => JSON.stringify({ ...record, remarks, document })
  let remarks = draw.pick(WORDS)
  for (;;) {
    const longer = `${remarks} ${draw.pick(WORDS)}`
    if (Buffer.byteLength(text(longer, '')) > bytes) break
    remarks = longer
  }
  const missing = bytes - Buffer.byteLength(text(remarks, ''))
  if (missing < 0) throw new RangeError(`a record of ${bytes} bytes is too small`)
  return text(remarks, draw.digits(missing))
}
