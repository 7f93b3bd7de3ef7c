import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodeHome } from '../home/home.ts'
import { send } from '../http/send.ts'
import type { Finding } from './finding.ts'

/** A peer refuses what was signed more than this far in the future (docs/spec/link-log.md). */
const SKEW_MS = 30_000

/**
 * The machine's clock against other witnesses of time: the `Date` of each authority's server, which is another machine in
 * an installation, and the files of the home, which cannot be younger than now.
 */
export async function checkClock(home: string, nodes: readonly NodeHome[], now: () => number): Promise<Finding[]> {
  const mirrors = [...new Set(nodes.flatMap(({ mirrors }) => mirrors))]
  const skews = (await Promise.all(mirrors.map((mirror) => skewTo(mirror, now)))).filter((skew) => skew !== undefined)
  const newest = await Promise.all(
    ['VERSION', 'root.json', ...nodes.map(({ dir }) => join(dir, 'node.json'))].map((file) => writtenAt(home, file)),
  )
  const ahead = Math.max(0, ...newest.map((written) => written - now()), ...skews.map(Math.abs))
  if (ahead > SKEW_MS) {
    const seconds = Math.round(ahead / 1000)
    return [
      {
        check: 'clock',
        level: 'failure',
        text: { en: `the clock differs by ${seconds} s from others`, ar: `تختلف الساعة ${seconds} ثانية عن غيرها` },
        act: {
          en: 'operator: set the clock (NTP); peers refuse what is signed by it',
          ar: 'المشغّل: اضبط الساعة (NTP)؛ سيرفض الأقران ما يوقَّع بها',
        },
      },
    ]
  }
  const text = { en: 'the clock agrees with the others', ar: 'الساعة متفقة مع غيرها' }
  return [{ check: 'clock', level: 'ok', text }]
}

/** RFC 9110 §6.6.1: `Date` has a resolution of one second. */
async function skewTo(mirror: string, now: () => number): Promise<number | undefined> {
  const url = URL.parse(mirror)
  if (url === null) return undefined
  try {
    const { headers } = await send({ url, path: '/healthz', method: 'GET', headers: [], timeoutMs: 5_000 })
    const date = Date.parse(headers.date ?? '')
    return Number.isNaN(date) ? undefined : date - now()
  } catch {
    return undefined
  }
}

async function writtenAt(home: string, file: string): Promise<number> {
  return stat(file.startsWith(home) ? file : join(home, file)).then(
    (found) => found.mtimeMs,
    () => 0,
  )
}
