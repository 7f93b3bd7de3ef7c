import { existsSync, readdirSync, readFileSync } from 'node:fs'

const HOME = new URL('./corpus/', import.meta.url)

export interface Kept {
  readonly name: string
  readonly bytes: Buffer
}

/** Inputs kept for a parser: files of hexadecimal (`.hex`) or base64 (`.b64`) text, white space without meaning, sorted by name. */
export function corpusOf(parser: string): readonly Kept[] {
  const folder = new URL(`${parser}/`, HOME)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => /\.(hex|b64)$/.test(file))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8').replaceAll(/\s/g, '')
      return { name, bytes: Buffer.from(text, name.endsWith('.hex') ? 'hex' : 'base64') }
    })
}

/** Folders of the corpus. */
export const corpusNames = (): readonly string[] =>
  readdirSync(HOME, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
