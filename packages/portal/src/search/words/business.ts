/** Trade, companies, labour, customs, finance, justice. */
export const BUSINESS = `
تجارة تجاري تجارية تاجر تجار | trade commerce commercial trader merchant business |
شركة شركات شركتي مؤسسة مؤسسات منشأة منشآت | company companies firm enterprise corporation establishment business businesses | تجارة
سجل_تجاري سجلات_تجارية السجل_التجاري قيد_تجاري | commercial_registration commercial_register cr business_registration trade_register | شركة تجارة
رخصة_تجارية رخص_تجارية ترخيص_تجاري رخصة_محل رخصة_نشاط | trade_licence commercial_licence business_licence trade_license commercial_license business_license shop_licence | سجل_تجاري
اسم_تجاري أسماء_تجارية حجز_اسم | trade_name business_name company_name | شركة
محل محلات دكان دكاكين متجر متاجر سوبرماركت بقالة | shop shops store stores grocery | تجارة
نشاط أنشطة نشاط_تجاري | activity activities | تجارة
عمل_حر عمل_منزلي مشاريع_منزلية أسر_منتجة مشروع_منزلي فريلانس | freelance home_business self_employment freelancer home_based_business | شركة
مشروع مشاريع | project projects |
مشروع_صغير مشاريع_صغيرة منشآت_صغيرة_ومتوسطة | small_business sme small_enterprises small_project | شركة
ريادة رائد_أعمال رواد_أعمال ريادة_أعمال | entrepreneur entrepreneurship startup | شركة
استثمار استثمارات مستثمر مستثمرين أستثمر | investment invest investor investors |
صناعة صناعي صناعية مصنع مصانع | industry industrial factory factories manufacturing |
مستهلك مستهلكين حماية_المستهلك حماية_مستهلك | consumer consumers consumer_protection | شكوى
غش غش_تجاري مقلد تقليد | fraud counterfeit commercial_fraud cheating | مستهلك
تخفيضات تنزيلات خصومات عروض تصفيات | sales discounts discount promotions offers | تجارة
إعلان إعلانات دعاية إعلاني إعلانية | advertisement advertising advertisements ads billboard |
معرض معارض | exhibition exhibitions fair |
وكالة_تجارية وكالات_تجارية | commercial_agency commercial_agencies | وكيل
وزن أوزان مقاييس موازين دمغة | weights measures hallmark |
ذهب معادن_ثمينة مجوهرات مشغولات | gold jewellery jewelry precious_metals |
جودة مطابقة | quality conformity |
شهادة_منشأ شهادات_منشأ منشأ | certificate_of_origin origin | تصدير
استيراد واردات أستورد مستورد | import imports importing importer | جمارك
تصدير صادرات أصدر_بضاعة مصدر مصدرين | export exports exporting exporter | جمارك
جمارك جمرك جمركي جمركية قمرك | customs custom duty |
بيان_جمركي بيانات_جمركية تخليص_جمركي تخليص إقرار_جمركي فسح فسح_جمركي تصريح_جمركي | customs_declaration customs_clearance clearance declaration | جمارك
رسوم_جمركية رسم_جمركي تعرفة_جمركية ضريبة_جمركية | customs_duty customs_tariff tariff customs_duties | جمارك
بضاعة بضائع سلعة سلع شحنة شحنات منتج منتجات | goods cargo shipment shipments products product commodity |
شحن حاوية حاويات طرد طرود | shipping freight container containers parcel parcels | بضاعة
إدخال_مؤقت إعادة_تصدير | temporary_admission re-export temporary_import | جمارك
مستودع مستودعات مخزن مخازن | warehouse warehouses storage |
منطقة_حرة مناطق_حرة | free_zone free_zones |
منطقة مناطق | area zone region |
عمل أعمال شغل شغلي وظيفي | work job labour labor employment working |
عامل عمال عمالة عاملين | worker workers labour labor workforce | عمل
تصريح_عمل إذن_عمل رخصة_عمل تصاريح_عمل رخص_العمل إذونات_عمل | work_permit labour_permit work_permits labor_permit | عامل
عمالة_منزلية خادمة خدم خدامة شغالة عاملة_منزلية عمال_منازل عاملة شغالات خادمات مربية سائق_خاص | domestic_worker domestic_workers maid housemaid domestic_labour house_worker | عامل
وظيفة وظائف توظيف أتوظف باحث_عن_عمل باحثين_عن_عمل وظيفه دوام | job jobs employment vacancy vacancies recruitment hiring job_seeker | عمل
موظف موظفين موظفون | employee employees staff |
صاحب_عمل أصحاب_العمل رب_عمل | employer employers | عمل
بطالة تعطل دعم_الباحثين باحث_عن_عمل تعطل_عن_العمل | unemployment unemployed jobless | وظيفة
عقد_عمل عقود_عمل عقد_العمل | employment_contract labour_contract work_contract | عمل
نقل_كفالة تحويل_إقامة نقل_عامل نقل_خدمات تحويل_كفالة نقل_كفيل تغيير_كفيل | sponsorship_transfer transfer_of_sponsorship worker_transfer change_of_employer transfer_worker | كفيل
منازعة_عمالية شكوى_عمالية شكاوى_عمالية منازعات_عمالية خلاف_عمالي | labour_complaint labour_dispute labor_dispute | شكوى
تغيب هروب هارب بلاغ_تغيب بلاغ_هروب | absconding absence absent | عامل
حماية_أجور نظام_الأجور حماية_الأجور | wage_protection wps | راتب
توطين سعودة تكويت تعمين قطرنة بحرنة تقطير | nationalization localization emiratization saudization | وظيفة
إجازة إجازات رخصة_غياب | leave vacation holiday |
سلامة_مهنية صحة_مهنية إصابة_عمل إصابات_عمل إصابة | occupational_safety work_injury injury occupational_health | سلامة
مهنة مهن مهني مهنية حرفة حرف | profession professional occupation craft trade |
هندسة هندسي مهندس مهندسين | engineering engineer engineers | مهنة
مالية مالي مال أموال | finance financial money funds |
ضريبة ضرائب ضريبي ضريبية | tax taxes taxation | رسوم
ضريبة_القيمة_المضافة القيمة_المضافة ضريبة_مضافة فات | vat value_added_tax | ضريبة
إقرار_ضريبي إقرارات_ضريبية | tax_return tax_declaration tax_filing | ضريبة
زكاة_الشركات براءة_ذمة_ضريبية شهادة_ضريبية | tax_certificate tax_clearance | ضريبة
بنك بنوك مصرف مصارف مصرفي | bank banks banking |
ميزانية ميزانيات موازنة موازنات | budget budgets |
مناقصة مناقصات مزايدة مزايدات عطاء عطاءات ممارسة | tender tenders bid bids bidding auction | مشتريات
مزاد مزادات | auction auctions | بيع
مورد موردين مورّد مقاول مقاولين مقاولات | supplier suppliers vendor contractor contractors |
إيراد إيرادات | revenue revenues income |
دين ديون مديونية مديونيات متأخرات | debt debts arrears |
سوق أسواق سوق_مالي بورصة | market markets stock_exchange |
أوراق_مالية أسهم سهم سندات | securities shares stocks bonds |
محاسب محاسبين محاسبة مدقق_حسابات مراجع_حسابات | accountant accounting auditor audit |
عدل عدلي عدالة قضاء قضائي قضائية قاضي قضاة | justice judicial judge court |
محكمة محاكم | court courts tribunal | قضية
قضية قضايا دعوى دعاوى دعوه | case cases lawsuit claim litigation suit | محكمة
جلسة جلسات | hearing session sessions | محكمة
حكم أحكام | judgment judgement ruling verdict | محكمة
تنفيذ تنفيذ_أحكام منع_سفر ضبط_وإحضار | enforcement execution travel_ban |
منع_سفر منع_من_السفر ممنوع_من_السفر ممنوع_سفر | travel_ban ban_on_travel | قضية
محامي محامين محاماة محامون | lawyer lawyers attorney law_firm advocate |
كاتب_عدل كاتب_العدل كتابة_العدل موثقين | notary notary_public | توثيق
صلح تحكيم وساطة تسوية | arbitration mediation settlement conciliation reconciliation |
عقار عقارات عقاري عقارية | real_estate property properties estate |
سند_ملكية صك صكوك وثيقة_ملكية سند_عقاري ملكية_عقار صك_ملكية | title_deed deed property_title ownership_certificate | عقار
ملكية ملك مالك ملاك | ownership owner owners |
خبير خبراء | expert experts |
مترجم مترجمين ترجمة | translator translation interpreter |
إفلاس إعسار | bankruptcy insolvency |
`
