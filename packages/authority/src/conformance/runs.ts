import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { type CheckResult, RUN_LIMIT_MS } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { OneUseWords } from '../one-use/words.ts'

/** docs/spec/conformance.md §4. */
export const CHALLENGE_LIFE_MS = 60_000

/** Bounds of what asking for runs can cost a partner. */
export const RUN_LIMITS = Object.freeze({
  /** Runs of one state within `windowMs`. */
  runs: 12,
  windowMs: 10 * 60_000,
  /** A run that its newcomer forgot ends by itself. */
  runMs: RUN_LIMIT_MS + 10_000,
})

/** One run as the partner keeps it: what it saw itself, by check. */
export interface Run {
  readonly id: string
  readonly token: string
  readonly state: string
  readonly started: number
  readonly seen: Map<string, CheckResult>
  /** Acts that were asked for: each happens once. */
  readonly acts: Set<string>
  /** Serial numbers of the certificates that a run of the own state was given. */
  readonly serials: string[]
}

const refuse = (reason: string, reasonAr: string): RabtError => new RabtError('RUN_REFUSED', { reason, reasonAr })

/** The runs under way: one of a state at a time, and not too often. */
export class Runs {
  readonly #clock: () => number
  readonly #challenges: OneUseWords
  readonly #open = new Map<string, Run>()
  readonly #recent = new Map<string, number[]>()

  constructor(clock: () => number) {
    this.#clock = clock
    this.#challenges = new OneUseWords(clock, CHALLENGE_LIFE_MS)
  }

  /** 32 bytes in base64url that one request may name, once. */
  challenge(): string {
    return this.#challenges.next().word
  }

  /** Throws RUN_REFUSED. The request was verified before. */
  begin({ state, challenge }: { readonly state: string; readonly challenge: string }): Run {
    const now = this.#clock()
    if (!this.#challenges.use(challenge)) {
      throw refuse('its challenge is not one that was given out lately', 'رقم التحدي ليس مما أُعطي حديثًا')
    }
    const before = this.#open.get(state)
    if (before !== undefined && now < before.started + RUN_LIMITS.runMs) {
      throw refuse('a run of this state is under way', 'يوجد اختبار جارٍ لهذه الدولة')
    }
    const recent = (this.#recent.get(state) ?? []).filter((at) => at > now - RUN_LIMITS.windowMs)
    if (recent.length >= RUN_LIMITS.runs) {
      throw refuse('too many runs within ten minutes', 'اختبارات كثيرة خلال عشر دقائق')
    }
    this.#recent.set(state, [...recent, now])
    const run: Run = {
      id: randomUUID(),
      token: randomBytes(32).toString('base64url'),
      state,
      started: now,
      seen: new Map(),
      acts: new Set(),
      serials: [],
    }
    this.#open.set(state, run)
    return run
  }

  /** The run that a bearer token belongs to. Throws UNAUTHENTICATED. */
  of(id: string, authorization: string | undefined): Run {
    const token = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(authorization ?? '')?.[1]
    const run = [...this.#open.values()].find((each) => each.id === id)
    if (
      run === undefined ||
      token === undefined ||
      !timingSafeEqual(Buffer.from(token), Buffer.from(run.token)) ||
      this.#clock() >= run.started + RUN_LIMITS.runMs
    ) {
      throw new RabtError('UNAUTHENTICATED')
    }
    return run
  }

  end(run: Run): void {
    if (this.#open.get(run.state) === run) this.#open.delete(run.state)
  }
}
