import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type NodeHome, parseNode } from '../home/home.ts'
import { type Finding, START } from './finding.ts'

/** Files whose bytes let others act as this network: for their owner alone. */
const SECRETS = ['admin.token', 'node.json']

/** The home is there and readable, its secrets are closed to others. Also hands out the nodes that it found. */
export async function checkHome(
  home: string,
): Promise<{ readonly findings: Finding[]; readonly nodes: readonly NodeHome[] }> {
  const names = await readdir(home).catch(() => undefined)
  if (names === undefined) {
    const text = { en: `there is no readable home at ${home}`, ar: `لا يوجد مجلد بيانات مقروء في ${home}` }
    return { findings: [{ check: 'home', level: 'failure', text, act: START }], nodes: [] }
  }
  const findings: Finding[] = []
  const nodes: NodeHome[] = []
  for (const name of names.sort()) {
    const dir = join(home, name)
    const json = await readFile(join(dir, 'node.json'), 'utf8').catch(() => undefined)
    if (json === undefined) continue
    try {
      nodes.push(parseNode(dir, json))
    } catch {
      const text = { en: `${join(dir, 'node.json')} is damaged`, ar: `الملف ${join(dir, 'node.json')} تالف` }
      findings.push({ check: 'home', level: 'failure', text, act: START })
    }
    findings.push(...(await openSecrets(dir)))
  }
  if (nodes.length === 0 && findings.length === 0) {
    const text = { en: `no node was set up in ${home} yet`, ar: `لم تُعدّ أي عقدة في ${home} بعد` }
    findings.push({ check: 'home', level: 'failure', text, act: START })
  }
  if (findings.length === 0) {
    const text = {
      en: `${nodes.length} nodes in ${home}, secrets closed to others`,
      ar: `${nodes.length} عقد في ${home}، وأسرارها مغلقة`,
    }
    findings.push({ check: 'home', level: 'ok', text })
  }
  return { findings, nodes }
}

async function openSecrets(dir: string): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const name of SECRETS) {
    const file = join(dir, name)
    const mode = await stat(file).then(
      (found) => found.mode,
      () => 0,
    )
    // The group's and others' bits.
    if (mode % 0o100 === 0) continue
    findings.push({
      check: 'home',
      level: 'failure',
      text: { en: `${file} is open to other accounts`, ar: `الملف ${file} مفتوح لحسابات أخرى` },
      act: { en: `operator: chmod 600 ${file}`, ar: `المشغّل: chmod 600 ${file}` },
    })
  }
  return findings
}
