import type { Article } from './article.ts'

export const about: Article = {
  path: 'about',
  title: { ar: 'عن البوابة', en: 'About the portal' },
  summary: {
    ar: 'ما هذه البوابة، ومن يكتب فيها، ومن أين يأتي ما تعرضه.',
    en: 'What this portal is, who writes in it, and where what it shows comes from.',
  },
  body: [
    {
      type: 'paragraph',
      text: {
        ar: 'البوابة الخليجية الموحدة وجه واحد لخدمات الجهات الحكومية في دول مجلس التعاون الست ووثائقها وبياناتها وتجاربها. أُعلن عن شبكة الربط التي تقوم عليها في الاجتماع الخامس عشر للجنة التنفيذية للحكومة الإلكترونية (الدوحة، ١٨ و١٩ فبراير ٢٠١٥)، ودُشّنت البوابة والشبكة في الاجتماع الوزاري الرابع (الدوحة، ٢٤ مارس ٢٠١٥).',
        en: 'The unified Gulf portal is one face for the services, documents, data and experiences of government agencies in the six states of the Cooperation Council. The network beneath it was announced at the fifteenth meeting of the executive committee for e-government (Doha, 18 and 19 February 2015); portal and network were launched at the fourth ministerial meeting (Doha, 24 March 2015).',
      },
    },
    { type: 'heading', text: { ar: 'من أين يأتي المحتوى', en: 'Where the content comes from' } },
    {
      type: 'paragraph',
      text: {
        ar: 'لكل دولة برنامجها للحكومة الإلكترونية، وهو ينشر محتواه على عقدته في الشبكة. والبوابة عضو في الشبكة كغيرها من الأعضاء: تسأل كل دولة عن محتواها، فتجيب الدولة إجابة موقعة، وتحفظ البوابة إثبات كل إجابة. وفي كل صفحة جاءت من الشبكة رابط إلى إثباتها، وهو ملف يمكن لأي أحد أن يتحقق منه دون اتصال.',
        en: 'Each state has its own e-government programme, which publishes its content on its node of the network. The portal is a member of the network like any other: it asks each state for its content, the state gives a signed answer, and the portal keeps the evidence of each answer. Each page that came over the network links its proof: a file that anyone can verify offline.',
      },
    },
    { type: 'heading', text: { ar: 'ما تقوله البوابة عن الجاهزية', en: 'What the portal says of readiness' } },
    {
      type: 'paragraph',
      text: {
        ar: 'المستوى الذي تعلنه الجهة لخدمتها يُعرض كما أعلنته، وبجانبه ما قيس على الشبكة: هل تجيب الخدمة الآن، ومنذ متى. لا يُكتب القياس بيد أحد.',
        en: 'The level that an agency declares for its service is shown as declared, and beside it what was measured on the network: whether the service answers now, and since when. Nobody types a measurement.',
      },
    },
    { type: 'heading', text: { ar: 'الإطلاق التجريبي', en: 'Trial launch' } },
    {
      type: 'paragraph',
      text: {
        ar: 'تُطلق البوابة على مراحل. لكل قسم ولكل دولة مرحلة معلنة: مسودة أو تجريبي أو حيّ أو متقاعد، ولا تتغير إلا بقرار مسجل. وقائمة ما ينقص ومتى يأتي منشورة للجميع.',
        en: 'The portal is launched in stages. Each section and each state has a stage: draft, trial, live or retired, which changes only by a recorded decision. The list of what is missing and when it comes is public.',
      },
    },
    { type: 'heading', text: { ar: 'بيانات العينة', en: 'Sample data' } },
    {
      type: 'paragraph',
      text: {
        ar: 'ما يحمل علامة «عينة» وُضع ليُظهر عمل البوابة، وليس كلام جهة حقيقية. والحقائق عن الدول تحمل مصادرها.',
        en: 'What is marked as a sample was made to show how the portal works and is not the word of a real agency. Facts about states carry their sources.',
      },
    },
  ],
}
