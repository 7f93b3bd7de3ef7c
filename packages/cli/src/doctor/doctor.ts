import type { Context } from '../context.ts'
import { EXIT } from '../error.ts'
import { homeDir } from '../home/home.ts'
import type { Text } from '../text/text.ts'
import { checkCertificates } from './check-certificates.ts'
import { checkClock } from './check-clock.ts'
import { checkDirectory } from './check-directory.ts'
import { checkDisk } from './check-disk.ts'
import { checkHome } from './check-home.ts'
import { checkLanes } from './check-lanes.ts'
import { checkNode } from './check-node.ts'
import type { Finding, Level } from './finding.ts'

export interface DoctorOptions {
  readonly json?: boolean
}

const MARKS: Readonly<Record<Level, Text>> = {
  ok: { en: 'ok      ', ar: 'سليم' },
  warning: { en: 'warning ', ar: 'تنبيه' },
  failure: { en: 'FAILURE ', ar: 'خلل' },
}

/** `rabt doctor`: every check, worst news included; 1 if something does not work. */
export async function doctor(context: Context, options: DoctorOptions): Promise<number> {
  const findings = await examine(context)
  const ok = findings.every(({ level }) => level !== 'failure')
  context.out(
    options.json === true
      ? `${JSON.stringify({ ok, findings: findings.map(inLanguage(context)) })}\n`
      : page(findings, context),
  )
  return ok ? EXIT.ok : EXIT.failed
}

async function examine(context: Context): Promise<readonly Finding[]> {
  const home = homeDir(context)
  const { findings, nodes } = await checkHome(home)
  if (nodes.length === 0) return findings
  const parts = await Promise.all([
    ...nodes.map(checkNode),
    ...nodes.map(checkLanes),
    checkDirectory(nodes, context.now()),
    checkCertificates(nodes, context.now()),
    checkClock(home, nodes, context.now),
    checkDisk(home),
  ])
  return [...findings, ...parts.flat()]
}

function inLanguage({ language }: Context) {
  return ({ check, level, text, act }: Finding) => ({
    check,
    level,
    text: text[language],
    ...(act === undefined ? {} : { act: act[language] }),
  })
}

function page(findings: readonly Finding[], { language }: Context): string {
  const lines = findings.flatMap(({ check, level, text, act }) => {
    const line = `${MARKS[level][language]} ${check}: ${text[language]}`
    return act === undefined ? [line] : [line, `         -> ${act[language]}`]
  })
  return `${lines.join('\n')}\n`
}
