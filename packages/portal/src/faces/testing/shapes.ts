import { readFileSync } from 'node:fs'
import { Parser, type Quad, Store } from 'n3'
import SHACLValidator from 'rdf-validate-shacl'

const FOLDER = new URL('../../../test/shapes/', import.meta.url)

/** The statements of a Turtle text. */
export const parseTurtle = (text: string): Quad[] => new Parser().parse(text)

export interface Violation {
  readonly focus: string | undefined
  readonly path: string | undefined
  readonly value: string | undefined
  readonly message: string
}

const validators = new Map<string, SHACLValidator>()

/** Read once for all tests of a file: the shapes are large. */
function validatorOf(files: readonly string[]): SHACLValidator {
  const key = files.join(' ')
  const known = validators.get(key)
  if (known !== undefined) return known
  const made = new SHACLValidator(
    new Store(files.flatMap((file) => parseTurtle(readFileSync(new URL(file, FOLDER), 'utf8')))),
  )
  validators.set(key, made)
  return made
}

/** What the official shapes of some files find in a graph; warnings are left out. */
export async function violationsOf(graph: Iterable<Quad>, files: readonly string[]): Promise<readonly Violation[]> {
  const report = await validatorOf(files).validate(new Store([...graph]))
  return report.results
    .filter(({ severity }) => severity?.value.endsWith('#Violation'))
    .map((it) => ({
      focus: it.focusNode?.value,
      path: it.path?.value,
      value: it.value?.value,
      message: it.message.map((one) => one.value).join(' '),
    }))
}

export const DCAT_AP = ['dcat-ap-3.0.1-shapes.ttl', 'dcat-ap-3.0.1-range.ttl', 'dcat-ap-3.0.1-vocabularies.ttl']
export const CPSV_AP = ['cpsv-ap-3.2.0.ttl']
export const CPOV = ['cpov-2.1.2.ttl']
export const CCCEV = ['cccev-2.1.0.ttl']
