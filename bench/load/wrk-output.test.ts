import { describe, expect, it } from 'vitest'
import { whyVoid } from './result.ts'
import { readWrkOutput } from './wrk-output.ts'
import { wrkScript } from './wrk-script.ts'

const OUTPUT = `Running 2s test @ http://127.0.0.1:18011
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     0.95ms  210.00us   4.10ms   80.00%
  68012 requests in 2.10s, 78.10MB read
Requests/sec:  32386.00
figures {"requests":68012,"bytes":81893000,"durationUs":2100000,"p50Us":910,"p99Us":2210,"connect":0,"read":0,"write":0,"status":0,"timeout":0}
`

describe('the output of wrk', () => {
  it('holds the figures of the run', () => {
    expect(readWrkOutput(OUTPUT)).toEqual({
      requests: 68_012,
      bytes: 81_893_000,
      seconds: 2.1,
      p50Ms: 0.91,
      p99Ms: 2.21,
      failures: { connect: 0, read: 0, write: 0, status: 0, timeout: 0 },
    })
  })
  it('without figures is an error that repeats what wrk said', () => {
    expect(() => readWrkOutput('Usage: wrk <options> <url>')).toThrow(/Usage: wrk/)
    expect(() => readWrkOutput('')).toThrow(/no figures/)
  })
  it('with broken figures is the same error', () => {
    for (const broken of [
      'figures {',
      'figures null',
      'figures []',
      OUTPUT.replace('"requests":68012', '"requests":"many"'),
      OUTPUT.replace('"status":0,', ''),
      OUTPUT.replace('"read":0', '"read":-1'),
    ]) {
      expect(() => readWrkOutput(broken)).toThrow(/no figures/)
    }
  })
})

describe('a run', () => {
  const good = readWrkOutput(OUTPUT)
  it('counts when every call was answered in full', () => expect(whyVoid(good, 1024)).toBeUndefined())
  it('is void when any call failed', () => {
    expect(whyVoid({ ...good, failures: { ...good.failures, status: 3 } }, 1024)).toBe(
      'of 68012 calls failed: 3 (status)',
    )
    expect(whyVoid({ ...good, failures: { ...good.failures, read: 1, timeout: 2 } }, 1024)).toBe(
      'of 68012 calls failed: 1 (read), 2 (timeout)',
    )
  })
  it('is void when nothing was answered, or less than the body', () => {
    expect(whyVoid({ ...good, requests: 0 }, 1024)).toMatch(/not one call/)
    expect(whyVoid({ ...good, bytes: 1_000_000 }, 1024)).toMatch(/too short/)
  })
})

describe('the script for wrk', () => {
  it('asks by GET without a body where a call says so', () => {
    expect(wrkScript([{ method: 'GET', path: '/ar', headers: {}, body: '' }])).toContain('{"/ar", {}, nil, "GET"}')
  })
  it('writes any byte so that Lua reads it back', () => {
    const script = wrkScript([
      { path: '/a', headers: { 'X-Road-Client': 'KW/GOV/MOI/traffic' }, body: '{"a":"س\\"\n"}' },
    ])
    expect(script).toContain(
      '{"/a", {["X-Road-Client"]="KW/GOV/MOI/traffic"}, "{\\034a\\034:\\034\\216\\179\\092\\034\\010\\034}", "POST"}',
    )
  })
})
