/** What is handed over, asked for or carried. */
export const PAPERS = `
خدمة خدمات خدماتي خدمه | service services | معاملة
معاملة معاملات | transaction transactions case | خدمة طلب
رخصة رخص ترخيص تراخيص مرخص ليسن ليسنات الليسن | licence license licences licenses licensing permit | تصريح إجازة
تصريح تصاريح أذون إذن مأذونية | permit permits permission authorization pass | رخصة موافقة
شهادة شهادات | certificate certificates certification | وثيقة إثبات
وثيقة وثائق مستند مستندات مستمسكات أوراق ورقة | document documents paper papers | شهادة
نموذج نماذج استمارة استمارات فورم | form forms template | طلب
بطاقة بطاقات كرت كارت كروت | card cards | هوية
هوية هويات هويتي بطاقة_مدنية بطاقة_شخصية بطاقة_هوية هوية_وطنية بطاقة_ذكية بطاقة_سكانية مدنية | id identity civil_id id_card national_id identification | بطاقة
جواز جوازات جواز_سفر جواز_السفر جوازي باسبورت باسبور بسبورت | passport passports | سفر
عقد عقود تعاقد | contract contracts agreement | اتفاقية
اتفاقية اتفاقيات اتفاق | agreement agreements treaty convention | مذكرة_تفاهم
مذكرة_تفاهم مذكرات_تفاهم | memorandum_of_understanding mou | اتفاقية
رسوم رسم تكلفة تكاليف سعر أسعار تعرفة مبلغ مبالغ فلوس | fee fees cost costs charge charges price tariff | دفع ضريبة
فاتورة فواتير | bill bills invoice invoices | دفع
غرامة غرامات جزاء جزاءات | fine fines penalty penalties | مخالفة
مخالفة مخالفات مخالفاتي مخالفه | violation violations offence offense fine fines infringement ticket tickets | غرامة
سجل سجلات صحيفة | register record registry records |
كشف كشوف كشوفات بيان_حساب | statement list |
صورة صور نسخة نسخ | copy copies photo photos picture |
ختم أختام | stamp seal |
توقيع تواقيع | signature sign |
رقم أرقام نمرة نمر | number numbers |
لوحة لوحات لوحه | plate plates number_plate | رقم
ملصق ملصقات ستيكر | sticker label | شهادة
قرض قروض سلفة سلف تمويل تمويلات | loan loans finance financing credit | بنك
ضمان ضمانات كفالة كفالات | guarantee guarantees surety bail | تأمين
كفيل كفلاء كفالتي كفيلي | sponsor sponsors sponsorship | إقامة
تأمين تأمينات | insurance | ضمان
منحة منح | grant grants scholarship | بعثة
بعثة بعثات ابتعاث مبتعث مبتعثين | scholarship scholarships mission | منحة دراسة
جائزة جوائز | award awards prize |
تقرير تقارير | report reports |
دليل أدلة كتيب | guide guides manual handbook directory |
معيار معايير مواصفة مواصفات قياسي | standard standards specification criteria |
محضر محاضر | minutes record |
استراتيجية استراتيجيات خطة خطط | strategy strategies plan plans |
إحصاء إحصائية إحصاءات إحصائيات تعداد | statistics statistic census figures | بيانات
بيان بيانات معلومة معلومات داتا | data information dataset | إحصاء
بيانات_مفتوحة البيانات_المفتوحة | open_data | بيانات
قانون قوانين قانوني تشريع تشريعات نظام أنظمة | law laws legislation act legal legislative | لائحة
لائحة لوائح قرار قرارات مرسوم مراسيم | regulation regulations decree decision bylaw resolution | قانون
سياسة سياسات | policy policies |
خبر أخبار | news |
إنجاز إنجازات | achievement achievements accomplishment |
تجربة تجارب قصة_نجاح قصص_نجاح | experience experiences case_study success_story |
مكتبة مكتبات | library libraries |
كتاب كتب | book books letter |
رسالة رسائل خطاب خطابات | letter letters message |
عنوان عناوين | address addresses |
حساب حسابات حسابي | account accounts |
اسم أسماء | name names |
ملف ملفات | file files |
شعار علامة علامات علامة_تجارية علامات_تجارية ماركة ماركات | trademark trademarks brand mark |
براءة_اختراع براءات_اختراع اختراع اختراعات | patent patents invention |
حقوق_المؤلف ملكية_فكرية الملكية_الفكرية | copyright intellectual_property ip |
وصية وصايا | will testament bequest | إرث
إقرار إقرارات تعهد تعهدات | declaration declarations undertaking |
بوليصة بوالص | policy | تأمين
تذكرة تذاكر | ticket tickets |
استبيان استبيانات استطلاع | survey poll questionnaire |
شيك شيكات | cheque check cheques |
طابع طوابع | stamp stamps |
راتب رواتب معاش معاشات أجر أجور معاشي راتبي | salary salaries wage wages pay pension pensions | تقاعد
علاوة علاوات بدلات مكافأة مكافآت | allowance allowances bonus reward |
`
