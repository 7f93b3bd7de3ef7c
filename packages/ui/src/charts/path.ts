/** A point in percent of the plot; `undefined` where a value is missing and the line breaks. */
export type Point = readonly [x: number, y: number] | undefined

/** Straight from point to point. */
export function straight(points: readonly Point[]): string {
  return draw(points, ([x, y]) => `L${x} ${y}`)
}

/** Level at each point, as ranks are read. */
export function stepped(points: readonly Point[]): string {
  return draw(points, ([x, y], [fromX, fromY]) => {
    const half = Math.round(((x - fromX) / 2) * 100) / 100
    return `C${fromX + half} ${fromY} ${x - half} ${y} ${x} ${y}`
  })
}

type Known = readonly [number, number]

function draw(points: readonly Point[], next: (point: Known, before: Known) => string): string {
  let path = ''
  let before: Known | undefined
  for (const point of points) {
    if (point !== undefined) path += before === undefined ? `M${point[0]} ${point[1]}` : next(point, before)
    before = point
  }
  return path
}
