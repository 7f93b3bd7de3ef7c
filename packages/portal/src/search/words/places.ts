/** Housing, municipal affairs, energy, environment, e-government, and who governs. */
export const PLACES = `
سكن إسكان سكني سكنية بيت بيوت منزل منازل مسكن مساكن دار | housing house home residential dwelling houses homes |
قرض_سكني قرض_إسكاني تمويل_سكني قروض_سكنية قرض_عقاري تمويل_عقاري بنك_التسليف | housing_loan home_loan mortgage housing_finance | سكن
منحة_سكنية أرض_سكنية قسيمة قسائم قسيمة_سكنية منحة_أرض أرض_حكومية | land_grant residential_plot housing_plot plot | سكن
رعاية_سكنية طلب_إسكاني استحقاق_سكني طلب_سكن دعم_سكني إسكان_شعبي وحدة_سكنية | housing_application housing_support housing_care housing_eligibility housing_unit | سكن
بدل_إيجار بدل_سكن بدل_الإيجار علاوة_سكن | rent_allowance housing_allowance | سكن
عقد_إيجار عقود_إيجار عقد_الإيجار توثيق_عقد_إيجار إيجار_موثق | lease_contract tenancy_contract rental_contract lease tenancy ejari | إيجار
شقة شقق فيلا فلل عمارة عمارات | apartment apartments flat villa building |
أرض أراضي أراض | land lands plot |
بناء مبنى مباني بناية بنايات تشييد إنشاءات أبني | building construction build buildings |
رخصة_بناء رخص_بناء رخص_البناء ترخيص_بناء إجازة_بناء إباحة_بناء رخصة_البناء | building_permit building_licence construction_permit building_license | بناء
شهادة_إتمام_بناء شهادة_إنجاز إتمام_بناء إتمام_البناء | completion_certificate building_completion | بناء
مخطط مخططات مساحة مساحي خريطة خرائط كروكي | plan map maps survey drawing cadastral |
بلدية بلديات بلدي | municipality municipal municipalities baladiya |
نظافة نفايات نفاية قمامة زبالة مخلفات قمامه | waste garbage rubbish trash cleaning refuse | بيئة
حاوية_نفايات حاويات_نفايات حاويه_زبالة | waste_container garbage_container bin bins | نظافة
تدوير إعادة_تدوير إعادة_التدوير | recycling recycle | نظافة
حديقة حدائق منتزه منتزهات متنزه | park parks garden gardens |
تشجير شجرة أشجار شتلات شتلة زراعة_أشجار | trees tree planting seedlings afforestation | زراعة
زراعة زراعي زراعية مزرعة مزارع مزارعين | agriculture agricultural farm farms farmer farming |
حيوان حيوانات ماشية مواشي أغنام إبل خيل بيطري بيطرية بيطرة | animal animals livestock veterinary pets vet |
حيوان_أليف حيوانات_أليفة قطط كلاب كلب قطة | pet pets cat dog | حيوان
غذاء غذائي غذائية أغذية طعام أطعمة مأكولات أكل | food foods nutrition |
مطعم مطاعم كافيه مقهى مقاهي | restaurant restaurants cafe cafes |
حفر حفريات تكسير قطع_طريق قطع_شارع | excavation digging trench road_works |
صرف_صحي مجاري مجارير مجرى بيارة | sewage sewerage drainage sanitation sewer |
مطر أمطار سيول تصريف | rain flood floods stormwater |
إنارة أعمدة إضاءة | lighting street_light street_lighting lights |
حفرة حفر_شارع هبوط_طريق مطبات مطب | pothole road_damage speed_bump |
كهرباء كهربائي كهربائية كهرب كهربا الكهربا تيار | electricity electric electrical power |
ماء مياه مائي مائية ماي مويه موية الماي | water |
عداد عدادات ساعة_كهرباء | meter meters | كهرباء
انقطاع انقطاعات قطع عطل أعطال طفى طفت طافي طافية | outage interruption fault breakdown blackout failure power_cut power_failure |
طاقة طاقات | energy power |
طاقة_شمسية شمسي شمسية ألواح_شمسية | solar solar_energy solar_panels | طاقة
نفط بترول نفطي غاز وقود بنزين محطة_وقود | oil petroleum gas fuel petrol |
إيصال_كهرباء إيصال_التيار توصيل_كهرباء توصيل_التيار | electricity_connection power_connection connect_electricity | كهرباء
تسرب تسريب تسربات | leak leakage leaks | ماء
بيئة بيئي بيئية | environment environmental ecology |
تلوث ملوثات انبعاثات | pollution emissions contamination | بيئة
تقييم_أثر_بيئي أثر_بيئي الأثر_البيئي تقييم_بيئي | environmental_impact impact_assessment eia | بيئة
محمية محميات حياة_فطرية | reserve protected_area wildlife nature_reserve | بيئة
مواد_كيميائية كيميائي كيميائية مواد_خطرة مبيد مبيدات مواد_خطره | chemical chemicals hazardous pesticide pesticides hazmat |
طقس أرصاد جو مناخ | weather meteorology climate |
حكومة حكومي حكومية حكومه | government governmental public |
حكومة_إلكترونية الحكومة_الإلكترونية حكومة_رقمية حكومي_إلكتروني | e-government egovernment electronic_government digital_government egov | إلكتروني رقمي
إلكتروني إلكترونية إلكترونيا الكتروني الكترونيه أونلاين | electronic online digital e-service | رقمي
رقمي رقمية تحول_رقمي رقمنة تحول | digital digitization digital_transformation transformation | إلكتروني
هوية_رقمية هوية_إلكترونية الهوية_الرقمية هويتي_الرقمية | digital_id digital_identity electronic_id eid | هوية
توقيع_إلكتروني توقيع_رقمي التوقيع_الإلكتروني | electronic_signature digital_signature e-signature | توقيع
دفع_إلكتروني الدفع_الإلكتروني سداد_إلكتروني | e-payment electronic_payment online_payment | دفع
تقنية تكنولوجيا تقنيات تقني معلوماتية تقنية_المعلومات | technology information_technology it technical tech |
ذكاء_اصطناعي الذكاء_الاصطناعي | artificial_intelligence ai |
أمن_سيبراني أمن_المعلومات سيبراني سيبرانية | cybersecurity cyber_security information_security cyber |
خصوصية حماية_البيانات بيانات_شخصية | privacy data_protection personal_data |
بوابة بوابات موقع مواقع منصة منصات | portal portals website platform gateway site |
تطبيق تطبيقات برنامج برامج | app application applications program programme software |
شبكة شبكات ربط تكامل | network networks integration interconnection |
اتصال اتصالات هاتف هواتف تلفون جوال موبايل نقال تليفون | telecom telecommunications telephone phone mobile communication |
إنترنت نت واي_فاي | internet wifi broadband |
بريد بريدي صندوق_بريد | mail post postal po_box |
كلمة_مرور كلمة_سر باسوورد رقم_سري الرقم_السري | password pin |
سحابة سحابي سحابية | cloud |
وزارة وزارات | ministry ministries department |
وزير وزراء وزاري | minister ministers ministerial |
هيئة هيئات هيأة جهاز أجهزة جهة جهات مؤسسة_عامة | authority authorities agency body agencies entity organization commission |
إدارة إدارات دائرة دوائر مديرية مصلحة | department departments administration directorate management |
مجلس مجالس لجنة لجان | council councils committee committees board |
مركز مراكز | centre center centres centers |
مكتب مكاتب فرع فروع | office offices branch |
دولة دول بلد بلدان | country countries state nation states |
خليج خليجي خليجية مجلس_التعاون | gulf gcc gulf_cooperation |
مدينة مدن محافظة محافظات ولاية | city cities governorate town |
حي أحياء فريج | neighbourhood neighborhood district |
سكان سكاني سكانية | population demographic inhabitants |
اقتصاد اقتصادي اقتصادية | economy economic economics |
تنمية تطوير | development developing |
رضا رضى سعادة | satisfaction happiness |
فعالية فعاليات حفلة حفلات مناسبة مناسبات احتفال | event events party function |
قاعة قاعات صالة صالات صالة_أفراح | hall halls venue |
جاهزية جاهز | readiness ready |
مجان مجاني مجانا بلاش | free |
شؤون شئون شوون | affairs |
مسؤول مسئول مسؤولين | official responsible person_in_charge |
زيادة رفع | increase raise |
تقليل خفض تخفيض | reduction reduce decrease |
سريع مستعجل عاجل | urgent fast express |
يومي يوم أيام | daily day days |
سنة سنوات سنوي سنوية عام أعوام | year years annual yearly |
شهر أشهر شهور شهري شهرية | month months monthly |
جديد جديدة جدد_جديد | new |
دولي دولية عالمي عالمية | international global world |
رخصة_دولية رخصة_قيادة_دولية ليسن_دولي رخصة_قيادة_دوليه | international_driving_licence international_driving_permit international_licence | رخصة_قيادة
`
