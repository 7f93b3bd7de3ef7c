import { createHash } from 'node:crypto'
import { type CeremonyRequest, memoryRepository, proposeCeremony, type Repository, readProposal } from '@rabt/directory'
import type { Context } from '../context.ts'
import { readDecision } from '../decision.ts'
import { CliError, EXIT } from '../error.ts'
import { readInput, repositoryOf, writeOutput } from './files.ts'
import { saying } from './said.ts'
import { pageOf } from './show.ts'

/** Options that every proposal has. */
export interface ProposeOptions {
  readonly decision: string
  readonly basis?: string
  readonly directory?: string
  readonly validDays: string
  readonly output: string
  readonly json?: boolean
}

/** What an act asks for, and the digest of what it rests on where that is not the digest of a file. */
export interface Asked {
  readonly request: CeremonyRequest
  readonly basis?: string | undefined
}

const DAY_MS = 86_400_000

/** Signatures are gathered within a year at most: what lies longer is about another directory. */
export const daysOf = (text: string, option: string, most: number): number => {
  const days = Number(text)
  if (/^\d{1,4}$/.test(text) && days >= 1 && days <= most) return days
  const en = `${option} takes a number of days from 1 to ${most}.`
  throw new CliError('USAGE', { en, ar: `الخيار ${option} يأخذ عدد أيام من 1 إلى ${most}.` }, { exit: EXIT.usage })
}

/** `rabt ceremony propose ...`: reads the directory, writes the proposal and shows it; the directory stays as it is. */
export const propose = (
  context: Context,
  options: ProposeOptions,
  ask: (repository: Repository) => Promise<Asked>,
): Promise<number> =>
  saying(context, async () => {
    const decision = readDecision(options.decision)
    const validMs = daysOf(options.validDays, '--valid-days', 366) * DAY_MS
    const repository = options.directory === undefined ? memoryRepository() : repositoryOf(context, options.directory)
    const { request, basis } = await ask(repository)
    const bytes = await proposeCeremony({
      repository,
      request,
      decision,
      basis: basis ?? (await basisOf(context, options.basis)),
      now: context.now(),
      validMs,
    })
    await writeOutput(context, options.output, bytes)
    const ceremony = readProposal(bytes)
    context.out(
      options.json === true
        ? `${JSON.stringify({ ok: true, file: options.output, digest: ceremony.digest, expires: ceremony.proposal.expires })}\n`
        : `${pageOf(ceremony, context, { root: 'own' }).join('\n')}\n${options.output}\n`,
    )
    return EXIT.ok
  })

const basisOf = async (context: Context, file: string | undefined): Promise<string | undefined> =>
  file === undefined
    ? undefined
    : createHash('sha256')
        .update(await readInput(context, file))
        .digest('hex')
