import type { Gulf, StateCode } from './gulf.ts'

export interface Arc {
  readonly from: StateCode
  readonly to: StateCode
  readonly live: boolean
}

/** Every two states that are live, and each that is joining to the nearest one that is. */
export function arcsOf(stages: Readonly<Record<StateCode, 'live' | 'joining'>>, { capitals }: Gulf): readonly Arc[] {
  const codes = Object.keys(stages) as StateCode[]
  const live = codes.filter((code) => stages[code] === 'live')
  const linked = live.flatMap((from, at) => live.slice(at + 1).map((to) => ({ from, to, live: true })))
  const distance = (a: StateCode, b: StateCode) =>
    Math.hypot(capitals[a][0] - capitals[b][0], capitals[a][1] - capitals[b][1])
  const joining = codes.flatMap((from) => {
    const [nearest] = live.toSorted((a, b) => distance(from, a) - distance(from, b))
    return stages[from] === 'live' || nearest === undefined ? [] : [{ from, to: nearest, live: false }]
  })
  return [...joining, ...linked]
}

/** A curve that rises over the straight line, by a third of its length. */
export function curve([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): string {
  const [across, down] = [x2 - x1, y2 - y1]
  const rise = across < 0 ? -0.32 : 0.32
  return `M${x1} ${y1}Q${Math.round((x1 + x2) / 2 + rise * down)} ${Math.round((y1 + y2) / 2 - rise * across)} ${x2} ${y2}`
}
