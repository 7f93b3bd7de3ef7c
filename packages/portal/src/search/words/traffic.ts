/** Traffic, vehicles, travel, passports, residence, interior and fire. */
export const TRAFFIC = `
مرور مروري مرورية المرورية | traffic | سير طريق
سير سواقة قيادة سياقة قياده أسوق سواق سايق سائق سائقين | driving driver drivers drive | مرور رخصة_قيادة
رخصة_قيادة رخصة_القيادة رخصة_سواقة رخصة_سياقة رخصة_السوق إجازة_سوق ليسن رخصة_سير_مركبة دفتر_سواقة | driving_licence driving_license driver_licence driver_license | سير
مركبة مركبات سيارة سيارات سيارتي موتر مواتر موتري سياره عربة عربات آلية آليات | vehicle vehicles car cars automobile motor | دراجة
دراجة دراجات سيكل دراجة_نارية | motorcycle motorbike bike bicycle | مركبة
دفتر_السيارة دفتر_سيارة استمارة_سيارة استمارة_السيارة رخصة_سير رخصة_السير ملكية_سيارة ملكية_مركبة ملكية_السيارة رخصة_تسيير سجل_مركبة رخصة_المركبة رخصة_مركبة | vehicle_registration car_registration vehicle_licence registration_card mulkiya istimara | مركبة
حادث حوادث صدم صدمة تصادم دعم_سيارة | accident accidents crash collision | مرور
حادث_مروري حوادث_مرورية حادث_سيارة | traffic_accident car_accident road_accident | حادث
نقاط_مرورية نقاط_سوداء نقاط نقطة | points demerit_points traffic_points | مخالفة
حجز_مركبة حجز_سيارة سيارة_محجوزة مركبة_محجوزة حجز_مركبات فك_حجز | impound impounded_vehicle vehicle_impound release_vehicle | مخالفة
فحص_فني فحص_مركبة فحص_دوري فحص_السيارة فاحوص | vehicle_inspection technical_inspection periodic_inspection roadworthiness | فحص
موقف مواقف باركينغ باركنج باركن | parking car_park park | مركبة
شارع شوارع طريق طرق طرقات | road roads street streets | مرور
نقل مواصلات مواصلة | transport transportation transit |
باص باصات حافلة حافلات | bus buses coach | نقل
تاكسي تكسي أجرة سيارة_أجرة تكاسي | taxi taxis cab | نقل
قطار قطارات مترو سكة_حديد | train metro rail railway | نقل
شاحنة شاحنات تريلة تريلات لوري | truck trucks lorry | مركبة
قارب قوارب طراد طراريد سفينة سفن لنج | boat boats ship ships vessel vessels | ميناء
بحري بحرية ملاحة | marine maritime navigation sea | ميناء
ميناء موانئ مرفأ موانىء | port ports harbour | جمارك
مطار مطارات | airport airports | سفر طيران
طيران طائرة طائرات درون | aviation aircraft plane drone drones flight | مطار
سفر مسافر مسافرين أسافر سفري سافر | travel traveller travelling travel_abroad journey | جواز
دخول خروج مغادرة عبور | entry exit departure transit |
تأشيرة تأشيرات فيزا فيزه فيز سمة_دخول | visa visas entry_visa | زيارة دخول
زيارة زيارات زائر زوار | visit visits visitor visitors | تأشيرة
خروج_وعودة خروج_عودة خروج_نهائي | exit_re-entry exit_reentry exit_and_return final_exit | تأشيرة
إقامة إقامات اقامتي مقيم مقيمين مقيمون وافد وافدين أجنبي أجانب | residence residency iqama resident residents expatriate foreigner | كفيل
التحاق_بعائل إقامة_عائلية لم_شمل | family_residence family_visa family_reunion | إقامة
بوابة_إلكترونية بوابات_إلكترونية بوابة_ذكية | egate e-gate smart_gate | مطار
جنسية جنسيات تجنيس مواطنة | nationality citizenship naturalization | هوية
مواطن مواطنين مواطنون مواطني | citizen citizens national nationals |
منفذ منافذ حدود حدودي | border borders crossing checkpoint | جمارك
سفارة سفارات قنصلية قنصليات | embassy embassies consulate | سفر
شرطة شرطي مخفر مخافر | police police_station | بلاغ
أمن أمني أمنية | security | شرطة
جريمة جرائم جنائي جنائية | crime crimes criminal |
صحيفة_جنائية شهادة_حسن_سيرة حسن_سيرة_وسلوك خلو_سوابق صحيفة_الحالة_الجنائية سوابق صحيفة_سوابق فيش_وتشبيه حسن_السيرة عدم_محكومية | police_clearance good_conduct criminal_record clearance_certificate police_certificate | جريمة
سجن سجين سجناء سجون نزيل نزلاء | prison prisoner inmates jail |
سلاح أسلحة ذخيرة | weapon weapons arms gun firearm |
مخدرات مخدر | drugs narcotics |
جرائم_إلكترونية ابتزاز احتيال نصب نصاب احتيال_إلكتروني | cybercrime fraud scam blackmail | جريمة
مفقودات أمانات | lost_property lost_and_found lost_items | فقدان
طوارئ طارئ طارئة نجدة | emergency emergencies |
إسعاف إسعافات أسعاف | ambulance first_aid | طوارئ
دفاع_مدني الدفاع_المدني إطفاء مطافي إطفائية إطفائي مطافئ | civil_defence civil_defense fire_service firefighting fire_brigade | حريق
حريق حرائق نار سلامة_من_الحريق وقاية | fire fires fire_safety prevention | دفاع_مدني
طفاية طفايات مطفأة مطفآت | extinguisher extinguishers | حريق
سلامة أمان السلامة | safety safe |
إنقاذ إخلاء | rescue evacuation | طوارئ
بصمة بصمات بصمه | fingerprint fingerprints biometric biometrics |
خدمة_وطنية تجنيد الخدمة_الوطنية عسكري عسكرية | national_service military conscription |
ملصق_زجاج زجاج تظليل_زجاج | glass window |
تخييم مخيم مخيمات بر كشتة | camping camp camps desert |
صيد قنص حداق أسماك سمك صياد صيادين | fishing hunting fish fisherman |
عمرة حج حاج حجاج معتمر معتمرين حملة_حج | hajj umrah pilgrimage pilgrim |
سياحة سياحي سياحية سائح سياح فندق فنادق | tourism tourist hotel hotels |
`
