/** What is done with a service: nouns, and the verbs people ask with. */
export const ACTS = `
تجديد جدد أجدد نجدد يجدد تجدد مجدد تجديدات | renew renewal renewing | تمديد
تمديد أمدد مدد يمدد | extend extension | تجديد
إصدار استخراج صرف منح أصدر أستخرج أطلع إصدارات | issue issuance issuing obtain get | طلب
إلغاء ألغي الغي إبطال | cancel cancellation revoke | إنهاء شطب
شطب | deregister deregistration strike_off | إلغاء
إنهاء أنهي | terminate termination end | إلغاء إغلاق
إيقاف وقف تعليق توقيف | suspend suspension stop | إلغاء
تسجيل سجل أسجل نسجل يسجل قيد تقييد تسجيلات مسجل | register registration registering enrol enrolment | سجل_تجاري
طلب طلبات أطلب تقديم أقدم نقدم تقدم | apply application request applying | إصدار
نقل تحويل أنقل أحول نقلي تنازل | transfer transferring move | نقل_ملكية
نقل_ملكية نقل_الملكية تحويل_ملكية | transfer_of_ownership ownership_transfer | نقل
دفع سداد تسديد أدفع أسدد ندفع يدفع مدفوعات | pay payment paying | رسوم فاتورة
تحصيل | collection collect | دفع
استعلام أستعلم استفسار أستفسر استعلامات استفسارات | inquiry enquiry inquire query check | متابعة
متابعة أتابع تتبع أتتبع | follow_up track tracking | استعلام حالة_الطلب
حالة_الطلب حالة_معاملة | application_status request_status | متابعة
حجز أحجز حجوزات | book booking reserve reservation | موعد
موعد مواعيد ميعاد | appointment appointments | حجز
تعديل أعدل تغيير أغير تصحيح أصحح تعديلات | amend amendment change correct correction modify | تحديث
تحديث أحدث تحديثات | update updating | تعديل
إضافة أضيف إضافات | add adding addition |
بدل بديل تالف بدل_فاقد بدل_تالف | replacement replace lost damaged | فقدان
فقدان ضياع ضاع ضايع ضاعت مفقود مفقودات فاقد | lost loss missing | بدل
تصديق مصادقة توثيق تصديقات أصدق أوثق توثيقات موثق | attestation attest certify authentication notarize notarization legalization | كاتب_عدل
اعتماد معتمد اعتمادات | accreditation accredit approve | موافقة
موافقة موافقات | approval consent | تصريح
اعتراض أعترض اعتراضات | objection object | تظلم
تظلم تظلمات أتظلم | grievance appeal | شكوى اعتراض
شكوى شكاوى شكوه أشتكي أشكي اشتكي شكاوي | complaint complain complaints | بلاغ
بلاغ بلاغات إبلاغ تبليغ أبلغ إخطار إشعار بلغ | report reporting notify notification notice | شكوى
اقتراح مقترح اقتراحات مقترحات | suggestion proposal |
تقييم تقدير تثمين تقييمات | evaluation assessment valuation appraisal |
فحص فحوصات فحوص كشف معاينة | inspection test check examination examine | تفتيش
تفتيش تفتيشات مفتش مفتشين | inspection inspector inspect | فحص رقابة
رقابة مراقبة إشراف | control monitoring supervision oversight | تفتيش
اختبار اختبارات امتحان امتحانات | exam examination test tests |
تدريب تأهيل دورة دورات متدرب تدريبي | training course courses trainee rehabilitation |
إعفاء أعفى إعفاءات معفى | exemption exempt waiver |
استرداد استرجاع رد أسترد أسترجع | refund recover reimbursement |
تقسيط أقساط قسط أقسط | instalment installment instalments | دفع
استئجار إيجار تأجير أستأجر أأجر مستأجر إيجارات كراء | rent rental lease leasing tenant | عقد_إيجار
شراء أشتري مشتريات | purchase buy buying procurement | بيع
بيع أبيع مبيعات | sale sell selling | شراء
تنازل تنازلات | waiver cession assignment | نقل
إثبات أثبت | proof prove | شهادة
تحقق أتحقق تأكد | verify verification validate | استعلام
تفويض توكيل وكالة وكالات توكيلات تفويضات موكل وكيل | power_of_attorney proxy authorization delegation attorney | كاتب_عدل
استقدام جلب استقدم | recruit recruitment bring | عمالة_منزلية
انضمام اشتراك اشتراكات أشترك | subscription subscribe join membership contribution |
مشاركة شارك مشاركات | participation participate share |
افتتاح فتح أفتح نفتح | open opening | تأسيس
إغلاق غلق قفل تسكير أقفل أسكر | close closing closure shut | إنهاء
تأسيس إنشاء أسس أنشئ تكوين | establish establishing establishment set_up incorporation found start | شركة
دمج اندماج | merger merge |
تصفية | liquidation liquidate | إغلاق
تركيب تمديدات | installation install fitting |
توصيل إيصال أوصل | connection connect delivery |
صيانة تصليح إصلاح أصلح ترميم | maintenance repair repairing |
هدم إزالة | demolition demolish removal |
توزيع | distribution distribute |
استبدال أستبدل أبدل تبديل | exchange replace swap | بدل
تسليم استلام أستلم | delivery handover receive collect |
إفراج | release | جمارك
حماية | protection protect |
دعم مساندة | support subsidy | مساعدة
مساعدة مساعدات معونة معونات إعانة إعانات | aid assistance help benefit allowance | دعم
تظليل رايبون مخفي | tinting tint | زجاج
إرشاد توجيه إرشادات | guidance guidelines | دليل
تعويض تعويضات | compensation indemnity |
`
