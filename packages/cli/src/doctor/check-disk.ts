import { statfs } from 'node:fs/promises'
import type { Finding } from './finding.ts'

const MIB = 1024 * 1024
/** The journal's write-ahead log alone may take 4 GiB under load. */
const WARN_MIB = 5 * 1024
/** Below it PostgreSQL may refuse commits, and with them the exchange. */
const FAIL_MIB = 512

/** Room where the journals lie. */
export async function checkDisk(home: string): Promise<Finding[]> {
  const found = await statfs(home).catch(() => undefined)
  if (found === undefined) return []
  const freeMib = Math.floor((found.bavail * found.bsize) / MIB)
  const text = { en: `${freeMib} MiB free in ${home}`, ar: `${freeMib} MiB متاحة في ${home}` }
  if (freeMib >= WARN_MIB) return [{ check: 'disk', level: 'ok', text }]
  const act = { en: 'operator: make room on this disk', ar: 'المشغّل: أفسح مساحة في هذا القرص' }
  return [{ check: 'disk', level: freeMib < FAIL_MIB ? 'failure' : 'warning', text, act }]
}
