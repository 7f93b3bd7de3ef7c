import type { Call } from '../calls/calls.ts'
import { MARK } from './wrk-output.ts'

/**
 * A Lua script for wrk that sends the calls in turn and prints its figures as JSON. It has no `response` function: with one,
 * wrk reads every head and body in Lua and becomes the bottleneck. wrk itself counts answers that are not 2xx or 3xx.
 */
export function wrkScript(calls: readonly Call[]): string {
  const rows = calls.map(({ method = 'POST', path, headers, body }) => {
    const fields = Object.entries(headers).map(([name, value]) => `[${quote(name)}]=${quote(value)}`)
    return `  {${quote(path)}, {${fields.join(', ')}}, ${body === '' ? 'nil' : quote(body)}, ${quote(method)}},`
  })
  return `local calls = {
${rows.join('\n')}
}
local ready = {}
local at = 0

init = function(args)
  for i, call in ipairs(calls) do ready[i] = wrk.format(call[4], call[1], call[2], call[3]) end
end

request = function()
  at = at % #ready + 1
  return ready[at]
end

done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '${MARK}{"requests":%d,"bytes":%.0f,"durationUs":%d,"p50Us":%d,"p99Us":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\\n',
    summary.requests, summary.bytes, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect, e.read, e.write, e.status, e.timeout))
end
`
}

/** A Lua string of the UTF-8 bytes, each byte that is not plain ASCII as three digits. */
function quote(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${String(byte).padStart(3, '0')}`,
  )
  return `"${bytes.join('')}"`
}
