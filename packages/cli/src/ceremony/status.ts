import { type CeremonyStatus, ceremonyStatus, keyName } from '@rabt/directory'
import type { Context } from '../context.ts'
import { EXIT, shownError } from '../error.ts'
import { readSignatureFiles, signedFolder } from './files.ts'
import { needNote } from './need-words.ts'
import { said, saying } from './said.ts'
import { openProposal, type ReadProposalOptions } from './show.ts'
import { momentOf } from './words.ts'

export interface StatusOptions extends ReadProposalOptions {
  readonly signed?: string
}

/** `rabt ceremony status`: who has signed, who is missing; 4 until it can be published. */
export const status = (context: Context, file: string, options: StatusOptions): Promise<number> =>
  saying(context, async () => {
    const { bytes, trustedRoot } = await openProposal(context, file, options)
    const inputs = await readSignatureFiles(context, signedFolder(file, options.signed))
    const standing = ceremonyStatus(bytes, inputs, { trustedRoot, told: options.digest })
    const over = context.now() >= standing.ceremony.proposal.expires
    context.out(
      `${options.json === true ? JSON.stringify(asJson(standing, over, context)) : pageOf(standing, over, context).join('\n')}\n`,
    )
    if (over) return EXIT.failed
    return standing.complete ? EXIT.ok : EXIT.due
  })

const problemsOf = ({ problems }: CeremonyStatus, context: Context) =>
  problems.map(({ name, error }) => {
    const { code, message } = shownError(said(error, context), context.language)
    return { name, code, message }
  })

const asJson = (standing: CeremonyStatus, over: boolean, context: Context) => ({
  ok: standing.complete && !over,
  digest: standing.ceremony.digest,
  expires: standing.ceremony.proposal.expires,
  over,
  complete: standing.complete,
  files: standing.files,
  problems: problemsOf(standing, context),
})

const pageOf = (standing: CeremonyStatus, over: boolean, context: Context): readonly string[] => {
  const { ceremony, files, complete } = standing
  const arabic = context.language === 'ar'
  const names = (ids: readonly string[]): string => ids.map((id) => keyName(ceremony, id)).join(', ') || '-'
  const lines = files.flatMap(({ role, version, needs }) =>
    needs.flatMap(({ threshold, signed, open }, index) => {
      const sizes = needs.map((need) => need.signed.length + need.open.length)
      const note = needNote(role, sizes, index, ceremony.proposal.about)[context.language]
      const enough = signed.length >= threshold
      return arabic
        ? [
            `${enough ? 'تم  ' : 'ناقص'} ${role} ${version}: وقّع ${signed.length} من ${threshold}${note}: ${names(signed)}`,
            ...(enough ? [] : [`     لم يوقّع بعد: ${names(open)}`]),
          ]
        : [
            `${enough ? 'done   ' : 'missing'} ${role} ${version}: ${signed.length} of ${threshold} signed${note}: ${names(signed)}`,
            ...(enough ? [] : [`        not yet: ${names(open)}`]),
          ]
    }),
  )
  const problems = problemsOf(standing, context).map(({ name, code, message }) => `${name}: ${code}: ${message}`)
  const until = momentOf(ceremony.proposal.expires)
  if (over)
    return [...lines, ...problems, arabic ? `انتهت مدة المقترح في ${until}.` : `The proposal was over at ${until}.`]
  if (complete) return [...lines, arabic ? 'اكتمل ويمكن نشره.' : 'Complete: it can be published.']
  return [
    ...lines,
    ...problems,
    arabic ? `غير مكتمل؛ التوقيع حتى ${until}.` : `Not complete; to be signed until ${until}.`,
  ]
}
