import { type Ceremony, keyName, readProposal } from '@rabt/directory'
import type { Context } from '../context.ts'
import { EXIT } from '../error.ts'
import type { Text } from '../text/text.ts'
import { readInput } from './files.ts'
import { needNote } from './need-words.ts'
import { saying } from './said.ts'
import { inLanguage, KINDS, momentOf, wordsOf } from './words.ts'

export interface ReadProposalOptions {
  readonly root?: string
  readonly digest?: string
  readonly json?: boolean
}

/** Reads and judges a proposal from its file, offline. */
export const openProposal = async (
  context: Context,
  file: string,
  { root, digest }: ReadProposalOptions,
): Promise<{
  readonly bytes: Uint8Array
  readonly ceremony: Ceremony
  readonly trustedRoot: Uint8Array | undefined
}> => {
  const bytes = await readInput(context, file)
  const trustedRoot = root === undefined ? undefined : await readInput(context, root)
  return { bytes, trustedRoot, ceremony: readProposal(bytes, { trustedRoot, told: digest }) }
}

/** `rabt ceremony show`: what a proposal would change, in words, from its bytes alone. */
export const show = (context: Context, file: string, options: ReadProposalOptions): Promise<number> =>
  saying(context, async () => {
    const { ceremony } = await openProposal(context, file, options)
    const page =
      options.json === true ? JSON.stringify(asJson(ceremony, context)) : pageOf(ceremony, context, options).join('\n')
    context.out(`${page}\n`)
    return EXIT.ok
  })

const HEADS = {
  decision: { en: 'decision', ar: 'القرار' },
  basis: { en: 'rests on the document', ar: 'يستند إلى الوثيقة' },
  about: { en: 'about', ar: 'بشأن' },
  proposed: { en: 'proposed', ar: 'اقتُرح' },
  until: { en: 'sign until', ar: 'التوقيع حتى' },
  digest: { en: 'digest', ar: 'البصمة' },
  changes: { en: 'What changes:', ar: 'ما الذي يتغير:' },
  needs: { en: 'Who must sign:', ar: 'من يلزم توقيعه:' },
  noRoot: {
    en: 'Not compared with a root of yours; give it with --root.',
    ar: 'لم يُقارن بجذر لديك؛ اذكره بالخيار ‎--root.',
  },
} as const satisfies Record<string, Text>

/** The proposal on a page, for whoever is to sign it. */
export const pageOf = (
  ceremony: Ceremony,
  { language }: Pick<Context, 'language'>,
  { root }: Pick<ReadProposalOptions, 'root'>,
): readonly string[] => {
  const { proposal, digest, changes, draft } = ceremony
  const say = (text: Text): string => inLanguage(text, language)
  const line = (head: keyof typeof HEADS, value: string): string => `  ${say(HEADS[head])}: ${value}`
  return [
    say(KINDS[proposal.kind]),
    line('decision', proposal.decision),
    ...(proposal.basis === null ? [] : [line('basis', proposal.basis)]),
    ...(proposal.about.length === 0 ? [] : [line('about', proposal.about.join(' '))]),
    line('proposed', momentOf(proposal.proposed)),
    line('until', momentOf(proposal.expires)),
    // In groups of eight, as it is read aloud.
    line('digest', digest.replaceAll(/(.{8})(?=.)/g, '$1 ')),
    say(HEADS.changes),
    ...changes.map((change) => `  - ${say(wordsOf(change))}`),
    say(HEADS.needs),
    ...draft.files.flatMap(({ role, version, needs }) =>
      needs.map(({ keyids, threshold }, index) => {
        const keys = keyids.map((id) => keyName(ceremony, id)).join(', ')
        const sizes = needs.map((need) => need.keyids.length)
        const note = say(needNote(role, sizes, index, proposal.about))
        const head = `${role} ${version}`
        return language === 'ar'
          ? `  - ${head}: ‏${threshold} من ${keyids.length}${note}: ${keys}`
          : `  - ${head}: ${threshold} of ${keyids.length}${note}: ${keys}`
      }),
    ),
    ...(root === undefined && proposal.base !== null ? [say(HEADS.noRoot)] : []),
  ]
}

const asJson = (ceremony: Ceremony, { language }: Context) => {
  const { proposal, digest, changes, draft } = ceremony
  const { kind, decision, basis, about, proposed, expires } = proposal
  return {
    ok: true,
    kind,
    decision,
    basis,
    about,
    proposed,
    expires,
    digest,
    changes: changes.map((change) => ({ ...change, text: inLanguage(wordsOf(change), language) })),
    files: draft.files.map(({ role, version, needs }) => ({ role, version, needs })),
  }
}
