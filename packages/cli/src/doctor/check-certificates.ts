import { X509Certificate } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeHome } from '../home/home.ts'
import { type Finding, RESTART } from './finding.ts'

/** Differences of a few seconds are ordinary; more makes peers refuse what this machine signs. */
const SKEW_MS = 30_000

/** Certificates of the nodes' keys: none expired, none about to; one from the future tells of a wrong clock. */
export function checkCertificates(nodes: readonly NodeHome[], now: number): Finding[] {
  const files = nodes.flatMap(({ dir }) => globSync('keys/**/*.crt', { cwd: dir }).map((file) => join(dir, file)))
  const findings = files.sort().flatMap((file) => judge(file, now))
  if (findings.length > 0 || files.length === 0) return findings
  const text = { en: `${files.length} certificates are valid`, ar: `${files.length} شهادة سارية` }
  return [{ check: 'certificates', level: 'ok', text }]
}

function judge(file: string, now: number): Finding[] {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(readFileSync(file))
  } catch {
    const text = { en: `${file} is no certificate`, ar: `${file} ليس شهادة` }
    return [{ check: 'certificates', level: 'failure', text, act: RESTART }]
  }
  const from = certificate.validFromDate.getTime()
  const to = certificate.validToDate.getTime()
  const until = certificate.validToDate.toISOString()
  if (from > now + SKEW_MS) {
    return [
      {
        check: 'clock',
        level: 'failure',
        text: {
          en: `the clock is wrong: ${file} begins only at ${certificate.validFromDate.toISOString()}`,
          ar: `ساعة الجهاز خاطئة: ${file} تبدأ في ${certificate.validFromDate.toISOString()}`,
        },
        act: { en: 'operator: set the clock (NTP)', ar: 'المشغّل: اضبط الساعة (NTP)' },
      },
    ]
  }
  if (to <= now) {
    const text = { en: `${file} expired at ${until}`, ar: `انتهت صلاحية ${file} في ${until}` }
    return [{ check: 'certificates', level: 'failure', text, act: RESTART }]
  }
  // Renewal is due when a third of the life is left; a sixth means that it did not happen.
  if (to - now < (to - from) / 6) {
    const text = { en: `${file} expires at ${until} and was not renewed`, ar: `تنتهي ${file} في ${until} ولم تُجدَّد` }
    return [{ check: 'certificates', level: 'warning', text, act: RESTART }]
  }
  return []
}
