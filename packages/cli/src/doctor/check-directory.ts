import type { NodeHome } from '../home/home.ts'
import { send } from '../http/send.ts'
import { type Finding, RESTART, START } from './finding.ts'

const HOUR_MS = 3_600_000

/** The signed directory that the authorities serve: is it there, and how long does its timestamp hold? */
export async function checkDirectory(nodes: readonly NodeHome[], now: number): Promise<Finding[]> {
  const mirrors = [...new Set(nodes.flatMap(({ mirrors }) => mirrors))]
  if (mirrors.length === 0) return []
  const expiries = await Promise.all(mirrors.map(expiryAt))
  const known = expiries.filter((expires) => expires !== undefined)
  if (known.length === 0) {
    const text = { en: 'no authority serves the directory', ar: 'لا تقدم أي هيئة دليل الاتحاد' }
    return [{ check: 'directory', level: 'failure', text, act: START }]
  }
  const newest = Math.max(...known)
  const until = new Date(newest).toISOString()
  const check = 'directory'
  if (newest <= now) {
    const text = { en: `the directory expired at ${until}`, ar: `انتهت صلاحية الدليل في ${until}` }
    const act = {
      en: 'state authority: sign a new timestamp; here: npm start does it',
      ar: 'هيئة الدولة: وقّع طابعا جديدا؛ وهنا يفعله npm start',
    }
    return [{ check, level: 'failure', text, act }]
  }
  const text = {
    en: `the directory is served by ${known.length} of ${mirrors.length} authorities, valid until ${until}`,
    ar: `تقدم الدليل ${known.length} من ${mirrors.length} هيئات، وصلاحيته حتى ${until}`,
  }
  if (known.length < mirrors.length) return [{ check, level: 'warning', text, act: RESTART }]
  return newest - now < HOUR_MS ? [{ check, level: 'warning', text, act: RESTART }] : [{ check, level: 'ok', text }]
}

/** TUF 1.0.31 §4.6: `signed.expires` of the timestamp. Read for information: the gateways verify it. */
async function expiryAt(mirror: string): Promise<number | undefined> {
  const url = URL.parse('metadata/timestamp.json', mirror)
  if (url === null) return undefined
  try {
    const { status, body } = await send({ url, path: url.pathname, method: 'GET', headers: [], timeoutMs: 5_000 })
    if (status !== 200) return undefined
    const expires = Date.parse(JSON.parse(Buffer.from(body).toString('utf8')).signed.expires)
    return Number.isNaN(expires) ? undefined : expires
  } catch {
    return undefined
  }
}
