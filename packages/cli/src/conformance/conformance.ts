import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Context } from '../context.ts'
import { CliError, EXIT } from '../error.ts'
import { appear, conduct } from './conduct.ts'
import { checkJson, checkLines } from './show.ts'
import { openSite } from './site.ts'

export interface ConformanceOptions {
  readonly with?: string
  readonly output?: string
  readonly json?: boolean
}

/** `rabt conformance`: the run of one's own state with a partner; 0 if all passed, 1 with what to mend. */
export async function conformance(context: Context, state: string, options: ConformanceOptions): Promise<number> {
  const { language } = context
  const site = await openSite(context, state)
  const { view } = await appear(context, site)
  const { bytes, report, tookMs } = await conduct(
    context,
    site,
    view,
    options.with?.toUpperCase() ?? null,
    (result) => options.json === true || context.out(checkLines(result, language)),
  )
  if (options.output !== undefined) await write(resolve(context.cwd, options.output), bytes)
  const { passed, partner } = report
  if (options.json === true) {
    const checks = report.checks.map((check) => checkJson(check, language))
    const digest = Buffer.from(report.digest).toString('hex')
    context.out(`${JSON.stringify({ ok: passed, state: site.state, partner, digest, tookMs, checks })}\n`)
  } else {
    const open = report.checks.filter(({ result }) => result !== 'pass').length
    const seconds = (tookMs / 1000).toFixed(1)
    context.out(
      language === 'ar'
        ? `${passed ? 'اجتازت' : `لم تجتز (${open})`} ${site.state} اختبار المطابقة مع ${partner} في ${seconds} ثانية؛ وقّعت الهيئتان التقرير.\n`
        : `${site.state} ${passed ? 'passed' : `did not pass (${open} open)`} its conformance run with ${partner} in ${seconds} s; both authorities signed the report.\n`,
    )
  }
  return passed ? EXIT.ok : EXIT.failed
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(file, bytes).catch(() => {
    throw new CliError('FILE', {
      en: `${file} cannot be written. Choose a folder that you may write to.`,
      ar: `تعذرت كتابة ${file}. اختر مجلدا تملك الكتابة فيه.`,
    })
  })
}
