import { ORGANISATION } from '../metadata/names.ts'
import { refusal } from '../refuse.ts'

/** What a reader takes for the same letter in most type faces (Unicode TS #39 §4, as far as it may be registered). */
const TWINS: Readonly<Record<string, string>> = { '0': 'O', '1': 'l', I: 'l' }

const decoded = (id: string): string => {
  try {
    return decodeURIComponent(id).normalize('NFKC')
  } catch {
    return id
  }
}

/** Two names with a skeleton in common would be taken for each other: by case alone, or by letters of one shape. */
export const skeletonsOf = (id: string): readonly [string, string] => {
  const text = decoded(id)
  return [text.toLowerCase(), text.replaceAll(/[01I]/g, (letter) => TWINS[letter] ?? letter)]
}

/**
 * Refuses names of one kind that only a careful eye tells apart: one of them could be asked for, approved or called in
 * place of the other. Throws DIRECTORY_INVALID naming both.
 */
export const refuseLookAlikes = (names: readonly string[], path: string): void => {
  const seen = [new Map<string, string>(), new Map<string, string>()] as const
  for (const name of names) {
    for (const [kind, skeleton] of skeletonsOf(name).entries()) {
      const other = seen[kind]?.get(skeleton)
      if (other !== undefined && other !== name) throw refusal(path, `${name} looks like ${other}`)
      seen[kind]?.set(skeleton, name)
    }
  }
}

/** Refuses members whose class or code is the organisation's, in any case: it alone goes by that name. */
export const refuseReserved = (members: readonly string[], path: string): void => {
  for (const member of members) {
    const [state = '', ...parts] = member.split('/')
    if (state === ORGANISATION) continue
    if (parts.some((part) => skeletonsOf(part)[0] === ORGANISATION.toLowerCase())) {
      throw refusal(path, `${member} bears a reserved name`)
    }
  }
}
