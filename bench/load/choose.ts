import type { Call } from '../calls/calls.ts'
import type { Tools } from '../chain/tools.ts'
import { ownLoop } from './own-loop.ts'
import type { Load } from './result.ts'
import { wrkLoad } from './wrk.ts'

export function chooseLoad(tools: Tools, workDir: string, calls: readonly Call[], signal: AbortSignal): Load {
  return tools.wrk === undefined ? ownLoop(calls, signal) : wrkLoad(workDir, calls, signal)
}
