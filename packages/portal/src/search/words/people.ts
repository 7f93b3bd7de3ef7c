/** Life of a person and a family: civil status, health, study, social affairs, pensions. */
export const PEOPLE = `
مولود مواليد ولادة ميلاد مولودي بيبي طفل_جديد إنجاب | birth newborn born baby | طفل
شهادة_ميلاد شهادة_ولادة شهادة_الميلاد بلاغ_ولادة تسجيل_مولود | birth_certificate birth_registration | مولود
طفل أطفال طفولة عيال بزر بزران يهال جهال رضيع | child children kid kids infant | حضانة
ابن أبناء بنت بنات ولد أولاد ابني بنتي ولدي | son sons daughter daughters boy girl children | طفل
أسرة أسر عائلة عائلات أهل عائلي | family families household |
زواج زواجات عرس نكاح أتزوج متزوج زوجية تزوج | marriage marry married wedding matrimony | زوج
عقد_زواج عقد_نكاح عقد_قران شهادة_زواج توثيق_زواج قران | marriage_contract marriage_certificate marriage_registration | زواج
زوج زوجة زوجين أزواج زوجات زوجي زوجتي حرمه حرمتي | spouse husband wife spouses | زواج
طلاق خلع مطلقة مطلقات أطلق مطلق | divorce divorced divorcee |
وفاة وفيات متوفى متوفي متوفين ميت توفى توفي مات | death deaths deceased died dead |
شهادة_وفاة بلاغ_وفاة تسجيل_وفاة | death_certificate death_registration | وفاة
دفن مقبرة مقابر جنازة | burial cemetery funeral | وفاة
إرث ميراث تركة تركات ورثة ورث حصر_إرث حصر_ورثة حصر_الإرث وريث مواريث | inheritance heirs estate heir succession probate | وفاة
أرملة أرامل | widow widows | وفاة
يتيم أيتام | orphan orphans |
حضانة حضانات روضة رياض رياض_الأطفال | nursery kindergarten nurseries childcare daycare custody | طفل
نفقة نفقات | alimony maintenance |
صحة صحي صحية | health healthcare medical |
طب طبي طبية طبيب أطباء دكتور دكاترة دختر دختور ممارس_صحي | doctor doctors medical medicine physician practitioner | صحة
مستشفى مستشفيات | hospital hospitals | صحة
مركز_صحي مراكز_صحية مستوصف مستوصفات عيادة عيادات | clinic clinics health_centre health_center | صحة
علاج علاجات معالجة أتعالج | treatment therapy | مرض
علاج_بالخارج علاج_في_الخارج العلاج_بالخارج | treatment_abroad overseas_treatment | علاج
مرض أمراض مريض مرضى مرضي | illness disease sick patient patients | علاج
إجازة_مرضية إجازات_مرضية مرضية طبية_مرضية سكليف | sick_leave medical_leave | مرض
دواء أدوية ادويه دوا | medicine medicines drug medication pharmaceutical | صيدلية
صيدلية صيدليات صيدلي صيادلة | pharmacy pharmacies pharmacist | دواء
وصفة وصفات روشتة | prescription prescriptions | دواء
تطعيم تطعيمات لقاح لقاحات تحصين تحصينات تطاعيم إبرة | vaccination vaccine vaccines immunization | صحة
تبرع تبرعات أتبرع متبرع | donation donate donor |
تبرع_بالدم تبرع_دم بنك_الدم | blood_donation blood_bank | تبرع
دم | blood |
أعضاء_بشرية تبرع_بالأعضاء زراعة_أعضاء | organ_donation organs transplant | تبرع
تأمين_صحي ضمان_صحي تأمين_طبي | health_insurance medical_insurance | تأمين
فحص_طبي كشف_طبي لياقة_صحية فحص_العمالة فحص_الوافدين | medical_examination medical_test medical_fitness fitness_test | فحص
فحص_ما_قبل_الزواج فحص_قبل_الزواج فحص_الزواج فحص_المقبلين_على_الزواج | premarital_test premarital_screening premarital_examination | زواج
ملف_طبي تقرير_طبي تقارير_طبية سجل_طبي ملف_صحي | medical_report medical_record medical_file health_record | صحة
شهادة_صحية بطاقة_صحية كرت_صحي | health_card health_certificate | صحة
إعاقة معاق معاقين ذوي_الإعاقة أشخاص_ذوي_الإعاقة ذوي_الاحتياجات_الخاصة أصحاب_الهمم همم احتياجات_خاصة | disability disabled disabilities people_of_determination special_needs |
مسن مسنين كبار_السن كبار_المواطنين شيبة شياب كبير_سن عجوز | elderly seniors senior_citizens old_age older_people |
تعليم تعليمي تعليمية تربية تربوي تربوية | education educational teaching | مدرسة
مدرسة مدارس مدرسي مدرسية | school schools | تعليم
جامعة جامعات جامعي جامعية كلية كليات معهد معاهد | university universities college colleges institute higher_education | تعليم
طالب طلاب طلبة طالبة طالبات تلميذ | student students pupil pupils | مدرسة
دراسة دراسي دراسية يدرس أدرس دراستي | study studies studying academic | تعليم
قبول | admission admissions acceptance | تسجيل
معلم معلمين معلمة مدرس مدرسين مدرسة_خاصة أستاذ | teacher teachers tutor instructor | مدرسة
شهادة_دراسية شهادات_دراسية مؤهل مؤهلات شهادة_جامعية | qualification qualifications degree academic_certificate diploma | دراسة
معادلة معادلات معادلة_شهادة معادلة_شهادات معادلة_مؤهل | equivalency equivalence recognition_of_degree | شهادة_دراسية
نتيجة نتائج درجات علامات_دراسية كشف_درجات | results result grades marks transcript |
ثانوي ثانوية ثانوية_عامة | secondary high_school |
نقل_طالب نقل_طلاب نقل_الطلبة | student_transfer school_transfer transfer_student | مدرسة
تعليم_خاص مدارس_خاصة مدرسة_أهلية مدارس_أهلية | private_school private_education private_schools | مدرسة
بحث أبحاث بحوث | research |
عن_بعد عن_بُعد | distance remote online |
اجتماعي اجتماعية شؤون_اجتماعية رعاية رعاية_اجتماعية | social social_care welfare social_affairs |
ضمان_اجتماعي مساعدة_اجتماعية مساعدات_اجتماعية ضمان | social_security social_assistance welfare_benefit | مساعدة
تقاعد متقاعد متقاعدين متقاعدون تقاعدي تقاعدية أتقاعد | retirement pension retire retired pensioner pensions | راتب
تأمينات_اجتماعية التأمينات_الاجتماعية تأمينات معاشات_وتأمينات | social_insurance | تقاعد
مدة_خدمة ضم_خدمة شراء_مدة شراء_خدمة ضم_مدد سنوات_خدمة شراء_سنوات | service_period purchase_of_service years_of_service merge_service | تقاعد
نهاية_خدمة مكافأة_نهاية_الخدمة نهاية_الخدمة | end_of_service gratuity | تقاعد
جمعية جمعيات خيري خيرية نفع_عام | charity charities association associations charitable | تبرع
متطوع متطوعين تطوع تطوعي عمل_تطوعي | volunteer volunteering volunteers |
زكاة صدقة | zakat alms | تبرع
وقف أوقاف مسجد مساجد | mosque mosques endowment waqf |
نادي أندية رياضة رياضي رياضية ملعب ملاعب | sport sports club clubs stadium |
شباب شبابي شبابية | youth young |
امرأة نساء مرأة نسائي حريم | woman women female |
ثقافة ثقافي تراث متحف متاحف فن فنون | culture cultural heritage museum art |
`
