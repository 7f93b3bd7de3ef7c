import { readFileSync } from 'node:fs'
import { verifyBundle } from '@rabt/evidence'
import { afterEach, describe, expect, it } from 'vitest'
import { ask } from './support/ask.ts'
import { sharedNetwork } from './support/network.ts'
import { until } from './support/until.ts'

// The authorities serve the directory and OCSP. Without them the exchange goes on; the nodes say so.
const network = await sharedNetwork()
const WARNING = /^directory was not refreshed since \S+: DIRECTORY_UNREACHABLE$/

const warned = async (): Promise<boolean> => {
  const { ready, reasons } = await network.ready('KW')
  expect(ready).toBe(true)
  return reasons.some((reason) => WARNING.test(reason))
}

async function exchangeBothWays(): Promise<string> {
  const asked = await network.call('/r1/QA/GOV/MOI/traffic/violations?plate=12345')
  expect(asked.status, asked.text()).toBe(200)
  const headers = [['X-Road-Client', 'QA/GOV/MOI/traffic']] as const
  const other = await network.call('/r1/KW/GOV/MOI/traffic/violations?plate=12345', { headers }, 'QA')
  expect(other.status, other.text()).toBe(200)
  return asked.header('x-road-request-id') ?? ''
}

describe('without the authorities', () => {
  afterEach(async () => {
    await network.control('restart', 'authorities')
    await until('the node is content again', async () => !(await warned()))
  })

  it('the exchange goes on, evidence is given and verified, and readyz says that the directory is not refreshed', async () => {
    await network.control('hold', 'authorities')
    await exchangeBothWays()
    await until('the node says so', warned)
    const id = await exchangeBothWays()
    const evidence = await ask(network.address('KW', 'admin'), {
      path: `/admin/v1/evidence/${id}?waitMs=2000`,
      headers: [['Authorization', `Bearer ${readFileSync(`${network.at.node('KW')}/admin.token`, 'utf8').trim()}`]],
      tls: { ca: network.ca('KW') },
    })
    const report = verifyBundle(evidence.body, { trustedRoot: readFileSync(network.at.root), now: Date.now() })
    expect(report.proved.map(({ code }) => code)).toContain('ANSWERED')
  })
})

describe('with authorities that accept connections and never answer', () => {
  it('no call waits for them', async () => {
    const pid = network.pid('authorities')
    process.kill(pid, 'SIGSTOP')
    try {
      for (let i = 0; i < 20; i++) {
        const began = performance.now()
        await exchangeBothWays()
        expect(performance.now() - began).toBeLessThan(5_000)
      }
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  })
})
