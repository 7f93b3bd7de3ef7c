import { fileURLToPath } from 'node:url'
import { makeRecord, RECORD_BYTES } from '../calls/records.ts'
import { startNginx } from './nginx.ts'
import { type Program, startProgram } from './program.ts'
import type { Tools } from './tools.ts'

/** Answers, by share of the calls. */
const ANSWERS = 100
const SUBJECTS = ['traffic', 'companies', 'declarations', 'insurance', 'mobility'] as const
/** `{"answer":"<32 digits>",` : no two answers are alike, so that compression of a batch does not find one in the other. */
const FRONT_BYTES = '{"answer":"",'.length + 32

/**
 * The members' system behind every chain: one process that answers any request with 200 and 1 KiB of JSON. nginx, because it
 * takes the least of the machine; without it a small server of Node.
 */
export function startService(workDir: string, port: number, tools: Tools): Promise<Program> {
  if (tools.nginx === undefined) {
    const file = fileURLToPath(new URL('node-service.ts', import.meta.url))
    return startProgram(workDir, 'service', process.execPath, [file, String(port)])
  }
  const parts = answerEnds().map((end) => `    ${100 / ANSWERS}% '${end}';`)
  return startNginx(
    workDir,
    'service',
    `  split_clients "$connection:$connection_requests" $end {
${parts.join('\n')}
    * '';
  }
  server {
    listen 127.0.0.1:${port} backlog=1024;
    default_type application/json;
    location / { return 200 '{"answer":"$request_id",$end'; }
  }`,
  )
}

/** What follows the answer's own number. */
export function answerEnds(): readonly string[] {
  return Array.from({ length: ANSWERS }, (_, i) => {
    const subject = SUBJECTS[i % SUBJECTS.length] ?? 'traffic'
    // The opening bracket of the record is replaced by the front.
    return makeRecord(subject, 1_000_000 + i, RECORD_BYTES - FRONT_BYTES + 1).slice(1)
  })
}
