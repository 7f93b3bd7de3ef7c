import { messages, type TrialProps } from '@rabt/ui'
import type { Language } from '../record/text.ts'
import { type LaunchBoard, subjectsOf } from './gate.ts'
import { SUBJECTS } from './subjects.ts'

const words = messages(
  { text: 'هذا الجزء من البوابة في إطلاق تجريبي، وقد ينقصه محتوى.', link: 'ما الناقص ومتى يصل؟' },
  {
    text: 'This part of the portal is in trial launch and may lack content.',
    link: 'What is missing, and when does it come?',
  },
)

/** What is said of a record in trial where machines read it. */
export const TRIAL = { ar: 'في إطلاق تجريبي', en: 'In trial launch' } as const

/** The mark of a page (path after the language) whose section or state is in trial; of the home page, if anything is. */
export function trialMark(board: LaunchBoard) {
  return (lang: Language, path: string): TrialProps | undefined => {
    const subjects = path === '' ? SUBJECTS : subjectsOf(`/${lang}${path}`)
    if (!subjects.some((subject) => board.stageOf(subject) === 'trial')) return undefined
    return { ...words[lang], href: `/${lang}/launch#missing` }
  }
}
