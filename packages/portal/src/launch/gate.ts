import { Hono } from 'hono'
import type { LaunchReader } from './read.ts'
import { isSubject, type Stage, type Subject } from './subjects.ts'

/** A stage that changed shows within this. */
const LOOK_MS = 5_000

export interface LaunchBoard {
  stageOf(subject: Subject): Stage
  /** Looks at the stages again if it is time; whoever waits for it sees them. Rejects only if none were ever seen. */
  look(): Promise<void>
  /** For requests: looks if it is time, and waits for it only where nothing is known yet. */
  glance(): Promise<void>
}

/** The stages in memory, since every request asks for one. If the database fails, what was seen last holds. */
export function launchBoard(reader: Pick<LaunchReader, 'stages'>, clock: () => number): LaunchBoard {
  let stages = new Map<Subject, Stage>()
  let seen = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined
  // Before the first look nothing is known, and so nothing is shown.
  const isKnown = () => seen !== Number.NEGATIVE_INFINITY
  const look = async () => {
    if (clock() - seen < LOOK_MS) return
    const asked = clock()
    looking ??= reader
      .stages()
      .then((rows) => {
        stages = new Map(rows.map(({ subject, stage }) => [subject, stage]))
        seen = asked
      })
      .finally(() => {
        looking = undefined
      })
    await (isKnown() ? looking.catch(() => undefined) : looking)
  }
  return {
    stageOf: (subject) => stages.get(subject) ?? 'draft',
    look,
    glance: async () => {
      const looked = look()
      if (isKnown()) looked.catch(() => undefined)
      else await looked
    },
  }
}

/** The subjects that a public address is of: its section, and the state whose page or record it is. */
export function subjectsOf(path: string): Subject[] {
  // What is not in a language has no prefix: `/ranking/egdi.csv`.
  const [section = '', owner = ''] = path
    .replace(/^\/(ar|en)(?=\/)/, '')
    .split('/')
    .slice(1)
  const found = [
    `section/${section}`,
    `state/${(section === 'states' || isSubject(`section/${section}`) ? owner : '').toUpperCase()}`,
  ]
  return found.filter(isSubject)
}

/** Whether readers are shown what stands at a path: nothing that is in preparation or retired is there for them. */
export const isShown = (board: LaunchBoard, path: string): boolean =>
  subjectsOf(path).every((subject) => {
    const stage = board.stageOf(subject)
    return stage !== 'draft' && stage !== 'retired'
  })

/** Stands before the public pages: what is in preparation or retired is not there for readers. */
export function launchGate(board: LaunchBoard): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await board.glance()
    return isShown(board, c.req.path) ? next() : c.notFound()
  })
  return app
}
