import { BarChart, StackedChart } from '../charts/bar-chart.tsx'
import { LineChart, RankChart } from '../charts/line-chart.tsx'
import { STATES } from '../map/gulf.ts'
import { SectionHead } from '../parts/heading.tsx'
import type { Language } from '../text/language.ts'
import { messages } from '../text/messages.ts'
import { digits, number, percent } from '../text/numbers.ts'

const words = messages(
  {
    title: 'رسوم بيانية',
    rank: 'الترتيب في مسح الأمم المتحدة، مثال',
    rankSummary: 'صعدت الدولة الأولى أربع عشرة مرتبة في مسحين.',
    line: 'المعاملات في الأشهر، مثال',
    lineSummary: 'ترتفع السلسلتان معًا، والأولى أسرع.',
    bar: 'الخدمات التي تجيب الآن، مثال',
    barSummary: 'الكويت أكثرها، وعُمان أقلها.',
    stacked: 'الخدمات حسب المستوى، مثال',
    stackedSummary: 'المعاملات أكبر الأجزاء في كل دولة.',
    year: 'السنة',
    state: 'الدولة',
    target: 'ضمن الخمسين الأولى',
    levels: ['معلومات', 'نموذج', 'معاملة', 'متكاملة', 'استباقية'],
  },
  {
    title: 'Charts',
    rank: 'Rank in the UN survey, an example',
    rankSummary: 'The first state rose by fourteen places in two surveys.',
    line: 'Exchanges by month, an example',
    lineSummary: 'Both series rise, the first one faster.',
    bar: 'Services that answer now, an example',
    barSummary: 'Kuwait has most, Oman fewest.',
    stacked: 'Services by level, an example',
    stackedSummary: 'Transactions are the greatest part in every state.',
    year: 'Year',
    state: 'State',
    target: 'Within the first 50',
    levels: ['Information', 'Form', 'Transaction', 'Integrated', 'Proactive'],
  },
)

const RANKS = [
  [75, 60, 57, 50, 63, 49, 40, 41, 46],
  [105, 80, 70, 58, 41, 36, 44, 52, 43],
  [77, 62, 53, 62, 48, 44, 48, 51, 66],
  [38, 42, 32, 49, 28, 32, 29, 21, 21],
  [46, 53, 42, 13, 36, 18, 24, 26, 38],
  [undefined, 112, 84, 82, 64, 48, 66, 63, 50],
] as const

export function ChartsSection({ lang }: { readonly lang: Language }) {
  const t = words[lang]
  const states = Object.values(STATES)
  const plain = (value: number) => number(value, lang)
  const years = [2003, 2005, 2008, 2010, 2012, 2014, 2016, 2018, 2020].map((year) => digits(year, lang))
  return (
    <section class="section" aria-labelledby="charts">
      <SectionHead id="charts" title={t.title} />
      <div class="flow">
        <RankChart
          lang={lang}
          id="rank"
          title={t.rank}
          summary={t.rankSummary}
          labelsTitle={t.year}
          labels={years}
          series={states.map((state, at) => ({ label: state[lang], values: RANKS[at] ?? [] }))}
          format={plain}
          target={{ rank: 50, label: t.target }}
        />
        <div class="beside even">
          <LineChart
            lang={lang}
            id="line"
            title={t.line}
            summary={t.lineSummary}
            labelsTitle={t.year}
            labels={years.slice(4)}
            series={[
              { label: states[0]?.[lang] ?? '', values: [12, 19, 31, 30, 44] },
              { label: states[2]?.[lang] ?? '', values: [8, undefined, 15, 17, 23] },
            ]}
            format={plain}
          />
          <BarChart
            lang={lang}
            id="bar"
            title={t.bar}
            summary={t.barSummary}
            labelsTitle={t.state}
            labels={states.map((state) => state[lang])}
            series={[{ label: t.bar, values: [0.94, 0.88, 0.86, 0.7, 0.52, 0.41] }]}
            format={(value) => percent(value, lang)}
          />
        </div>
        <StackedChart
          ramp
          lang={lang}
          id="stacked"
          title={t.stacked}
          summary={t.stackedSummary}
          labelsTitle={t.state}
          labels={states.map((state) => state[lang])}
          series={Object.values(t.levels).map((label, at) => ({
            label,
            values: states.map((_, row) => 20 + ((row + at) % 3) * 17 + at * 9),
          }))}
          format={plain}
        />
      </div>
    </section>
  )
}
