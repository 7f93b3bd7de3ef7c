import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest begins first, so that no file is left over at the end: by name, or by project. The rest follows as vitest sorts it. */
const FIRST: readonly ((spec: TestSpecification) => boolean)[] = [
  ({ moduleId }) => /\/(?:grow|portal|exchanges)\.test\.ts$/.test(moduleId),
  ({ project }) => project.name !== 'unit',
  ({ moduleId }) => /\/(?:start\/federation|simulator\/random-[ab])\.test\.ts$/.test(moduleId),
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const chosen = FIRST.map((isOne) => sorted.filter(isOne))
    return [...new Set([...chosen.flat(), ...sorted])]
  }
}
