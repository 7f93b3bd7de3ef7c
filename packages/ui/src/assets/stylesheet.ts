import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Source files of the one stylesheet, in order; `packages/ui/css`. */
const FILES = ['tokens', 'base', 'layout', 'frame', 'parts', 'forms', 'data', 'figures', 'print'] as const

/** Where font and style sources lie, from `src/assets` and from `dist/assets` alike. */
export const HOME = join(import.meta.dirname, '..', '..')

/** The sources joined, without comments and indentation; `fonts` are the `@font-face` rules that stand first. */
export function stylesheet(fonts: string): string {
  const source = FILES.map((name) => readFileSync(join(HOME, 'css', `${name}.css`), 'utf8')).join('\n')
  return source
    .replace('/* rabt:fonts */', () => fonts)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/;}/g, '}')
    .trim()
}
