import { seeded } from '../agencies/seeded.ts'
import type { StateCode } from '../federation/states.ts'
import { commonOf, drawDay } from './common.ts'
import { arabicFigures, englishFigures } from './figures.ts'
import { type Marked, pairOf, readMarked } from './read-marked.ts'

/** The blocks of a file that are a state's: `@ KW,SA MOI traffic`. */
function blocksOf(
  state: StateCode,
  file: string,
): readonly (Marked & { agency: string; sector: string; about: string })[] {
  return readMarked('stories', file).flatMap((block) => {
    const about = block.line('@')
    const [states = '', agency = '', sector = ''] = about.split(' ')
    return states.split(',').includes(state) ? [{ ...block, agency, sector, about }] : []
  })
}

export function makeExperiences(state: StateCode) {
  return blocksOf(state, 'experiences.txt').map((block) => ({
    kind: 'experience',
    ...commonOf(state, 'experience', block.slug, block.agency, pairOf(block.line('=')), pairOf(block.line('>'))),
    sectors: [block.sector],
    problem: pairOf(block.line('?')),
    solution: pairOf(block.line('!')),
    partners: block.lines('%').map(pairOf),
    months: Number(/months:(\d+)/.exec(block.about)?.[1]),
    results: block.lines('*').map(resultOf),
    difficulties: pairOf(block.line('~')),
    lessons: block.lines('-').map(pairOf),
    reuse: pairOf(block.line('+')),
    body: [],
  }))
}

/** `قياس | measure ; before ; after`, each of the two with ` / ` between the languages if they differ. */
function resultOf(line: string) {
  const [measure = '', before = '', after = ''] = line.split(' ; ')
  const value = (text: string) => {
    const [ar = '', en = ar] = text.split(' / ')
    return { ar: arabicFigures(ar), en: englishFigures(en) }
  }
  return { measure: pairOf(measure), before: value(before), after: value(after) }
}

export function makeAchievements(state: StateCode) {
  return blocksOf(state, 'achievements.txt').map((block) => ({
    kind: 'achievement',
    ...commonOf(state, 'achievement', block.slug, block.agency, pairOf(block.line('=')), pairOf(block.line('>'))),
    sectors: [block.sector],
    on: drawDay(seeded(state, block.slug, 'on')),
    figures: block.lines('*').map((line) => {
      const [value = '', ar = '', en = ''] = line.split(' | ')
      return { value: { ar: arabicFigures(value), en: englishFigures(value) }, label: { ar, en } }
    }),
    body: [],
  }))
}

export function makeNews(state: StateCode) {
  return blocksOf(state, 'news.txt').map((block) => ({
    kind: 'news',
    ...commonOf(state, 'news', block.slug, block.agency, pairOf(block.line('=')), pairOf(block.line('>'))),
    sectors: [block.sector],
    on: drawDay(seeded(state, block.slug, 'on')),
    body: block.lines('-').map((line) => ({ type: 'paragraph', text: pairOf(line) })),
  }))
}
