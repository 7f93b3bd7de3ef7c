import type { DirectoryView } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { LocalRegistry, Right } from '../registry/local-registry.ts'
import { compilePattern } from './pattern.ts'
import { readings } from './readings.ts'

/** What a caller wants to do. Identifiers are canonical; `path` is the raw service path, empty or from its `/` on, without query. */
export interface Wish {
  readonly consumer: string
  readonly service: string
  readonly method: string
  readonly path: string
}

/** Whether a pattern covers a raw path in each way that it can be read. @throws RabtError ACCESS_DENIED as `readings` does. */
export function pathMatches(pattern: string, rawPath: string): boolean {
  const compiled = compilePattern(pattern)
  return readings(rawPath).every((path) => compiled.matches(path))
}

/** Whether a right is given to this consumer, itself or through a group of the directory. */
export function isSubject(view: DirectoryView, right: Right, consumer: string): boolean {
  if (right.subjectType === 'subsystem') return right.subject === consumer
  return view.subsystems.get(consumer)?.groups.includes(right.subject) ?? false
}

/**
 * Finds the right that allows a call (X-Road UG-SS, access rights: subject, service, method, path pattern).
 * @throws RabtError ACCESS_DENIED when there is none.
 */
export function authorise(view: DirectoryView, registry: Pick<LocalRegistry, 'rightsOf'>, wish: Wish): Right {
  let paths: readonly string[] | undefined
  for (const right of registry.rightsOf(wish.service)) {
    if (right.method !== '*' && right.method !== wish.method) continue
    if (!isSubject(view, right, wish.consumer)) continue
    paths ??= readings(wish.path)
    const pattern = compilePattern(right.path)
    if (paths.every((path) => pattern.matches(path))) return right
  }
  throw new RabtError('ACCESS_DENIED', { consumer: wish.consumer, service: wish.service })
}
