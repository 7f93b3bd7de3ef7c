import { publishCeremony, readProposal, readSigner } from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError, EXIT } from '../error.ts'
import { handOverCeremony } from '../join/door.ts'
import { readInput, readPassphrase, readSignatureFiles, repositoryOf, signedFolder } from './files.ts'
import { saying } from './said.ts'
import type { ReadProposalOptions } from './show.ts'

export interface PublishOptions extends ReadProposalOptions {
  readonly directory: string
  readonly signed?: string
  readonly snapshotKey?: string
  readonly timestampKey?: string
  readonly passphraseFile?: string
}

/** `rabt ceremony publish`: puts a complete ceremony into the repository; again after a crash, and after success without harm. */
export const publish = (context: Context, file: string, options: PublishOptions): Promise<number> =>
  saying(context, async () => {
    if (/^https?:\/\//.test(options.directory)) return send(context, file, options, options.directory)
    const { snapshotKey, timestampKey } = options
    if (snapshotKey === undefined || timestampKey === undefined) {
      const en =
        'Publishing into a folder needs --snapshot-key and --timestamp-key; through a place that writes, by its address, it needs neither.'
      const ar =
        'النشر في مجلد يلزمه ‎--snapshot-key‎ و‎--timestamp-key‎؛ والنشر عبر الموضع الكاتب بعنوانه لا يلزمه شيء منهما.'
      throw new CliError('USAGE', { en, ar }, { exit: EXIT.usage })
    }
    const passphrase = await readPassphrase(context, options.passphraseFile)
    const signer = async (key: string) => readSigner(await readInput(context, key), passphrase, key)
    const { files, already, ceremony } = await publishCeremony({
      repository: repositoryOf(context, options.directory),
      proposal: await readInput(context, file),
      signatures: await readSignatureFiles(context, signedFolder(file, options.signed)),
      onlineKeys: { snapshot: await signer(snapshotKey), timestamp: await signer(timestampKey) },
      now: context.now(),
      trustedRoot: options.root === undefined ? undefined : await readInput(context, options.root),
      told: options.digest,
    })
    const names = [...files.keys()].sort()
    if (options.json === true) {
      context.out(`${JSON.stringify({ ok: true, already, digest: ceremony.digest, files: names })}\n`)
      return EXIT.ok
    }
    const arabic = context.language === 'ar'
    const last = already
      ? { en: 'It had been published already; nothing was changed.', ar: 'كان منشورا من قبل؛ لم يتغير شيء.' }
      : { en: `Published: ${names.length} files.`, ar: `نُشر: ${names.length} ملفا.` }
    context.out(`${[...names.map((name) => `  ${name}`), arabic ? last.ar : last.en].join('\n')}\n`)
    return EXIT.ok
  })

/** Through the place that writes: it has the online keys, and publishes one thing after the other. */
async function send(context: Context, file: string, options: PublishOptions, place: string): Promise<number> {
  const proposal = await readInput(context, file)
  const signed = await readSignatureFiles(context, signedFolder(file, options.signed))
  const trustedRoot = options.root === undefined ? undefined : await readInput(context, options.root)
  const { digest } = readProposal(proposal, { trustedRoot, told: options.digest })
  const signatures = signed.map(({ bytes }) => bytes)
  const { already, snapshot } = await handOverCeremony([place], { proposal, signatures })
  if (options.json === true) {
    context.out(`${JSON.stringify({ ok: true, already, digest, directory: snapshot })}\n`)
    return EXIT.ok
  }
  const last = already
    ? { en: 'It had been published already; nothing was changed.', ar: 'كان منشورا من قبل؛ لم يتغير شيء.' }
    : { en: `Published: version ${snapshot} of the directory.`, ar: `نُشر: الإصدار ${snapshot} من الدليل.` }
  context.out(`${last[context.language]}\n`)
  return EXIT.ok
}
