import { normalise } from './normalise.ts'

/**
 * Words that say nothing of what is sought: grammar of both languages, and how people ask in the Gulf's speech (أبغى, شلون, وين). One that is
 * the whole query is sought all the same.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `
  في من إلى على عن مع أو أم ثم بل لا لم لن ما هل قد كل أي هذا هذه ذلك تلك هنا هناك الذي التي الذين هو هي هم نحن أنا أنت كان كانت يكون تكون ليس بين عند لدى لدي منذ حتى
  حيث إذا إن أن كما لكن غير خلال حول ضد دون بدون عبر ضمن تم يتم كيف كيفية متى أين لماذا ماذا ماهي ماهو كم أريد اريد طريقة بخصوص بشأن لو سمحت ممكن
  ابي ابغى ابغي ابا اباا ودي بغيت شلون شنو ايش وش شو ليش وين منو متي حق حقي حقت مال مالت عشان علشان اللي يلي الحين احين هالحين شي هاي هذي ذي ياخي فيه فيها لي لك له لها لنا
  أدور ندور احتاج أحتاج أسوي اسوي يسوي نسوي بسوي لازم مطلوب محتاج طيب أعرف أروح أقدر نقدر أشوف نبي نبغى يبي تبي تبغى شكثر وايد
  وأنا وهو وهي فهو به بها عليه عليها منه منها إليه إليها نفس ذات أيضا فقط جدا
  a an and are as at be by can do does for from get how i in is it its me my need of on or our please that the their this to want was we what when where which who why with would you your
  `
    .trim()
    .split(/\s+/)
    .map((word) => normalise(word)),
)
