import type { PortalErrorRow } from './row.ts'

/** Files that are taken in, and tables of many records. */
export const FILE_ERRORS = {
  FILE_EMPTY: {
    side: 'editor',
    status: 422,
    en: 'The file is empty, or none was chosen.',
    ar: 'الملف فارغ أو لم يُختر ملف.',
  },
  FILE_TOO_LARGE: {
    side: 'editor',
    status: 413,
    en: 'The file is larger than {maximum} bytes. Make it smaller.',
    ar: 'الملف أكبر من {maximum} بايت. صغّره.',
  },
  FILE_NAME: {
    side: 'editor',
    status: 422,
    en: 'Name the file in Latin letters, digits, dot, hyphen and underscore, at most 100, beginning with a letter or digit.',
    ar: 'سمِّ الملف بحروف لاتينية وأرقام ونقطة وشرطة، ١٠٠ على الأكثر، ويبدأ بحرف أو رقم.',
  },
  FILE_TYPE: {
    side: 'editor',
    status: 422,
    en: 'Files of this kind are not taken. Send PDF, CSV, JSON, XLSX, PNG or JPEG. ZIP archives are not taken, since nobody sees or checks what is in one before opening it: send its files one by one.',
    ar: 'لا يُقبل هذا النوع من الملفات. أرسل PDF أو CSV أو JSON أو XLSX أو PNG أو JPEG. لا تُقبل أرشيفات ZIP لأن أحدًا لا يرى ما فيها ولا يفحصه قبل فتحها: أرسل ملفاتها واحدًا واحدًا.',
  },
  FILE_UNKNOWN: {
    side: 'editor',
    status: 422,
    en: 'The item names the file {name}, which is not among your files as it is described. Upload it, then add it to the item.',
    ar: 'تذكر المادة الملف {name} وهو ليس بين ملفاتكم بهذا الوصف. ارفعه ثم أضفه إلى المادة.',
  },
  FILE_MISMATCH: {
    side: 'editor',
    status: 422,
    en: 'What is in the file is not what its name says. Save it anew in the right format.',
    ar: 'محتوى الملف لا يطابق ما يدل عليه اسمه. احفظه من جديد بالصيغة الصحيحة.',
  },
  FILE_BROKEN: {
    side: 'editor',
    status: 422,
    en: 'The file cannot be read to its end. Save it anew.',
    ar: 'تتعذر قراءة الملف كاملًا. احفظه من جديد.',
  },
  FILE_FORMULA: {
    side: 'editor',
    status: 422,
    en: 'A cell in line {line} begins like a formula, which runs when a reader opens the file. Write its value or an apostrophe before it.',
    ar: 'في السطر {line} خلية تبدأ بصيغة حسابية تعمل عندما يفتح القارئ الملف. اكتب قيمتها أو ضع قبلها فاصلة عليا.',
  },
  PDF_ACTIVE: {
    side: 'editor',
    status: 422,
    en: 'The PDF holds {what}, which runs on the reader’s machine. Save it without.',
    ar: 'في ملف PDF عنصر ({what}) يعمل على جهاز القارئ. احفظه من دونه.',
  },
  PDF_LOCKED: {
    side: 'editor',
    status: 422,
    en: 'The PDF is encrypted, so it cannot be examined. Save it without a password.',
    ar: 'ملف PDF مشفر فيتعذر فحصه. احفظه بلا كلمة مرور.',
  },
  ARCHIVE_BOMB: {
    side: 'editor',
    status: 422,
    en: 'The workbook unpacks to more than is allowed. Send less in one file.',
    ar: 'يتضخم المصنف عند فتحه فوق الحد المسموح. أرسل أقل في الملف الواحد.',
  },
  ARCHIVE_ACTIVE: {
    side: 'editor',
    status: 422,
    en: 'The workbook holds macros, embedded objects or links to outside. Save it without.',
    ar: 'في المصنف وحدات ماكرو أو كائنات مضمنة أو روابط خارجية. احفظه من دونها.',
  },
  IMPORT_UNREADABLE: {
    side: 'editor',
    status: 422,
    en: 'The table cannot be read at row {row}. Send CSV in UTF-8 with a head line, or a JSON array.',
    ar: 'تتعذر قراءة الجدول عند الصف {row}. أرسل CSV بترميز UTF-8 وسطر عناوين، أو مصفوفة JSON.',
  },
  IMPORT_TOO_MANY: {
    side: 'editor',
    status: 413,
    en: 'The table has more than {maximum} rows or bytes. Divide it.',
    ar: 'في الجدول أكثر من {maximum} صف أو بايت. قسّمه.',
  },
  IMPORT_FOREIGN: {
    side: 'editor',
    status: 403,
    en: 'The row names {id}, which is not an item of your state.',
    ar: 'يذكر الصف {id} وهي ليست من مواد دولتك.',
  },
  IMPORT_TWICE: {
    side: 'editor',
    status: 422,
    en: 'The row names {id}, which stands in an earlier row.',
    ar: 'يذكر الصف {id} وقد وردت في صف سابق.',
  },
  IMPORT_FORMULA: {
    side: 'editor',
    status: 422,
    en: 'The cell {column} begins like a formula. It is kept as text; look whether it is meant.',
    ar: 'تبدأ الخلية {column} بما يشبه صيغة حسابية. حُفظت نصًا؛ تحقق من أنها مقصودة.',
  },
} as const satisfies Record<string, PortalErrorRow>
