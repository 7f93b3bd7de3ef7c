import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes longest begins first, so that no file is left over at the end: by name, or by project. Files that take a network of the pool
 * follow each other, so that it is not ended and founded again between them. The rest follows as vitest sorts it.
 */
const FIRST: readonly ((spec: TestSpecification) => boolean)[] = [
  ({ moduleId }) => /\/(?:grow|six|exchanges)\.test\.ts$/.test(moduleId),
  (spec) => spec.project.name !== 'unit' && !takesTurns(spec),
  ({ project }) => project.name !== 'unit',
  ({ moduleId }) => /\/(?:start\/federation|simulator\/random-[ab])\.test\.ts$/.test(moduleId),
]

/** Whether it takes a network that others have before and after it (support/network.ts). */
const takesTurns = ({ moduleId }: TestSpecification): boolean =>
  readFileSync(moduleId, 'utf8').includes('sharedNetwork()')

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const chosen = FIRST.map((isOne) => sorted.filter(isOne))
    return [...new Set([...chosen.flat(), ...sorted])]
  }
}
