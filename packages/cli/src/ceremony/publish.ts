import { publishCeremony, readSigner } from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError, EXIT } from '../error.ts'
import { readInput, readPassphrase, readSignatureFiles, repositoryOf, signedFolder } from './files.ts'
import { saying } from './said.ts'
import type { ReadProposalOptions } from './show.ts'

export interface PublishOptions extends ReadProposalOptions {
  readonly directory: string
  readonly signed?: string
  readonly snapshotKey: string
  readonly timestampKey: string
  readonly passphraseFile?: string
}

/** `rabt ceremony publish`: puts a complete ceremony into the repository; again after a crash, and after success without harm. */
export const publish = (context: Context, file: string, options: PublishOptions): Promise<number> =>
  saying(context, async () => {
    if (/^https?:\/\//.test(options.directory)) {
      const en = 'A mirror is only read: publish into the folder of the repository.'
      throw new CliError('USAGE', { en, ar: 'المرآة للقراءة فقط: انشر في مجلد المستودع.' }, { exit: EXIT.usage })
    }
    const passphrase = await readPassphrase(context, options.passphraseFile)
    const signer = async (key: string) => readSigner(await readInput(context, key), passphrase, key)
    const { files, already, ceremony } = await publishCeremony({
      repository: repositoryOf(context, options.directory),
      proposal: await readInput(context, file),
      signatures: await readSignatureFiles(context, signedFolder(file, options.signed)),
      onlineKeys: { snapshot: await signer(options.snapshotKey), timestamp: await signer(options.timestampKey) },
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
