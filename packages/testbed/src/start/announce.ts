import type { Stage } from './directory.ts'
import { firstCall, type RunningFederation } from './federation.ts'

const STAGES: Readonly<Record<Stage, string>> = {
  candidate: 'candidate / مرشّحة',
  trial: 'trial / تجربة',
  live: 'live / عاملة',
  suspended: 'suspended / موقوفة',
}

/** What `npm start` says when everything answers: addresses, a warning, a first call; in both languages. */
export function announcement(federation: RunningFederation, portBase: number): string {
  const rows = [
    ['', 'stage / المرحلة', 'consumers / المستهلكون', 'HTTPS', 'link / الربط', 'admin / الإدارة', 'authority / الهيئة'],
    ...Object.values(federation.nodes).map((node) => [
      node.code,
      node.stage === null ? '-' : STAGES[node.stage],
      node.http,
      node.https,
      node.link,
      node.admin,
      node.authority,
    ]),
  ]
  return [
    table(rows),
    '',
    ...(federation.portal === null ? [] : [`portal / البوابة الموحّدة       ${federation.portal}/ar`, '']),
    `home / المجلد                ${federation.home}`,
    `trusted root / الجذر الموثوق  ${federation.rootFile}`,
    `sample agencies / الجهات      ${federation.agencies}`,
    '',
    'تنبيه: الأنظمة التجريبية تقبل HTTP بلا تشفير، وعلى هذا الجهاز وحده (127.0.0.1). الأصل عند التسجيل هو HTTPS بشهادة.',
    'Note: the sample subsystems accept plain HTTP, on this machine alone (127.0.0.1). At registration the default is HTTPS with a certificate.',
    '',
    ...joiningLines(federation),
    ...callLines(federation, portBase),
  ].join('\n')
}

/** Who cannot exchange yet, and how that changes: by decision, never by a start. */
function joiningLines({ nodes }: RunningFederation): readonly string[] {
  const waiting = Object.values(nodes).flatMap(({ code, stage }) => (stage === null || stage === 'live' ? [] : [code]))
  if (waiting.length === 0) return []
  const list = waiting.join(', ')
  return [
    `لم تنضم بعد: ${list}. تنضم كل دولة بقرار، والشبكة تعمل: npx rabt join ${waiting[0]} --decision 3/2026`,
    `Not live yet: ${list}. Each joins by decision, while the network runs: npx rabt join ${waiting[0]} --decision 3/2026`,
    '',
  ]
}

function callLines(federation: RunningFederation, portBase: number): readonly string[] {
  const codes = Object.values(federation.nodes).flatMap(({ code, stage }) => (stage === 'live' ? [code] : []))
  const consumer = codes[0]
  const provider = codes.at(-1)
  if (consumer === undefined || provider === undefined) return []
  const { url, client } = firstCall(portBase, consumer, provider)
  return [
    `جرّب: نظام المرور في ${consumer} يسأل نظيره في ${provider} عن مخالفات لوحة`,
    `Try: the traffic system of ${consumer} asks its counterpart in ${provider} about a plate`,
    '',
    `  curl -H 'X-Road-Client: ${client}' '${url}'`,
    '',
    'Ctrl-C توقف كل شيء بسلام؛ ثم npm start تستأنف الشبكة نفسها · Ctrl-C stops everything cleanly; npm start then resumes the same network',
    '',
  ]
}

/** Columns padded by code points; the Arabic is in the last words of a cell, so that a terminal keeps the order. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
