import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Text } from '../federation/text.ts'

/** A block of a hand-written file: `# slug`, then lines of a mark and a text. */
export interface Marked {
  readonly slug: string
  lines(mark: string): readonly string[]
  /** The one line of a mark; throws if there is another number. */
  line(mark: string): string
}

/** Reads a file of blocks below this folder. */
export function readMarked(...path: readonly string[]): readonly Marked[] {
  return readFileSync(join(import.meta.dirname, ...path), 'utf8')
    .split(/\n(?=# )/)
    .map((block) => {
      const all = block.split('\n').filter((line) => line.trim() !== '')
      const lines = (mark: string): readonly string[] =>
        all.filter((line) => line === mark || line.startsWith(`${mark} `)).map((line) => line.slice(2).trim())
      const line = (mark: string): string => {
        const [first, ...more] = lines(mark)
        if (first === undefined || more.length > 0) throw new SyntaxError(`one line ${mark} wanted in: ${all[0]}`)
        return first
      }
      return { slug: line('#'), lines, line }
    })
}

/** `نص | text` */
export function pairOf(line: string): Text {
  const [ar, en, ...more] = line.split(' | ')
  if (ar === undefined || en === undefined || more.length > 0) throw new SyntaxError(`not "ar | en": ${line}`)
  return { ar, en }
}
