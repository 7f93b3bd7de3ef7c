import type { Tenant } from '../../record/common.ts'

/** By what a state is named in a query: names, adjectives, capitals. `_` joins the words of a phrase. */
export const STATE_WORDS: Readonly<Record<Exclude<Tenant, 'GCC'>, string>> = {
  KW: 'كويت الكويت كويتي كويتية كويتيين | kuwait kuwaiti kuwaitis',
  SA: 'السعودية سعودي سعوديين المملكة_العربية_السعودية الرياض رياض_السعودية | saudi saudi_arabia ksa saudis riyadh',
  QA: 'قطر قطري قطرية قطريين الدوحة | qatar qatari qataris doha',
  AE: 'الإمارات إماراتي إماراتية إماراتيين الإمارات_العربية_المتحدة دبي أبوظبي أبو_ظبي | uae emirates emirati united_arab_emirates dubai abu_dhabi',
  BH: 'البحرين بحريني بحرينية بحرينيين المنامة | bahrain bahraini manama',
  OM: 'عمان عُماني عمانية عمانيين سلطنة_عمان سلطنة مسقط | oman omani omanis muscat sultanate_of_oman',
}
